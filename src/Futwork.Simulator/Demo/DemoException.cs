namespace Futwork.Simulator.Demo;

/// <summary>The demo cannot go on; the message says why and what would help.</summary>
internal sealed class DemoException(string message, Exception? inner = null) : Exception(message, inner);
