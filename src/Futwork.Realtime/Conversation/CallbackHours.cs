namespace Futwork.Realtime.Conversation;

/// <summary>When the person may be called back.</summary>
/// <param name="FirstOpen">The first moment from one on at which they may be called; null: there is none.</param>
/// <param name="Until">From then on nobody is called any more; null is no bound.</param>
public sealed record CallbackHours(Func<DateTimeOffset, DateTimeOffset?> FirstOpen, DateTimeOffset? Until = null);
