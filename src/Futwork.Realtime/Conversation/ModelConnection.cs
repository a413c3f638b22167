namespace Futwork.Realtime.Conversation;

/// <summary>The way to a model's server; a model's client gives it as a service, where connecting ahead saves time.</summary>
/// <param name="OpenAsync">Connects, so that the next request need not. Costs no tokens, ends within seconds, and throws when the server cannot be reached.</param>
public sealed record ModelConnection(Func<CancellationToken, Task> OpenAsync);
