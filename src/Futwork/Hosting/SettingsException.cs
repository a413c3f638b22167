namespace Futwork.Hosting;

/// <summary>A setting of the server is wrong. The message says which, and what would be right; the server does not start.</summary>
internal sealed class SettingsException(string message) : Exception(message);
