namespace Futwork.Realtime.Rtp;

/// <summary>Sound cannot be set up on this machine. The message says why and what would help.</summary>
public sealed class MediaException(string message, Exception? inner = null) : Exception(message, inner);
