namespace Futwork.Simulator.Personas;

/// <summary>Personas that are not there or cannot be read; the message says which, and what there is.</summary>
internal sealed class PersonaException(string message, Exception? inner = null) : Exception(message, inner);
