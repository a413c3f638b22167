using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Futwork.Hosting;

/// <summary>Something that happened just now, for whoever watches. What a kind has no word for is left out.</summary>
/// <param name="Event"><c>call.status</c>, <c>call.turn</c>, <c>webhook.attempt</c>, <c>campaign.status</c>, or <c>trunk.paused</c>, <c>trunk.probing</c> and <c>trunk.resumed</c>.</param>
/// <param name="At">When.</param>
internal sealed record LiveEvent(string Event, DateTimeOffset At)
{
    /// <summary>The call.</summary>
    public string? CallSid { get; init; }

    /// <summary>The lead.</summary>
    public string? LeadId { get; init; }

    /// <summary>The campaign.</summary>
    public string? CampaignId { get; init; }

    /// <summary>The trunk, where it is what something happened to.</summary>
    public string? TrunkId { get; init; }

    /// <summary>The campaign's or the call's status: the new one, or the one that the webhook tells.</summary>
    public string? Status { get; init; }

    /// <summary>Of a call that ended: how, in the vocabulary of outcomes.</summary>
    public string? Outcome { get; init; }

    /// <summary>Of a call that ended: why.</summary>
    public string? HangupReason { get; init; }

    /// <summary>Of a turn: <c>assistant</c> or <c>user</c>.</summary>
    public string? Role { get; init; }

    /// <summary>Of a turn: what was heard.</summary>
    public string? Text { get; init; }

    /// <summary>Of a webhook: its id.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>Of a webhook: the number of the attempt.</summary>
    public int? Attempt { get; init; }

    /// <summary>Of a webhook: the receiver's answer.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>Of a webhook: the receiver has it.</summary>
    public bool? Delivered { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>A call has another status.</summary>
    public static LiveEvent OfCall(string sid, string leadId, string campaignId, string status, DateTimeOffset at) =>
        new("call.status", at) { CallSid = sid, LeadId = leadId, CampaignId = campaignId, Status = status };

    /// <summary>A campaign has another status.</summary>
    public static LiveEvent OfCampaign(string id, string status, DateTimeOffset at) => new("campaign.status", at) { CampaignId = id, Status = status };
}

/// <summary>
/// The live happenings on this node, for watchers. Nothing depends on it: a watcher that reads too slowly is dropped, and what nobody
/// watches is forgotten.
/// </summary>
internal sealed class LiveFeed
{
    /// <summary>Of one workspace.</summary>
    public const int MostWatchers = 100;

    private const int Buffered = 1000;

    private readonly ConcurrentDictionary<Channel<LiveEvent>, string> _watchers = new();

    public void Publish(string workspaceId, LiveEvent happening)
    {
        foreach (var (channel, watched) in _watchers)
        {
            if (watched == workspaceId && !channel.Writer.TryWrite(happening))
                channel.Writer.TryComplete();
        }
    }

    /// <summary>All that happens in a workspace from now on, until the watcher leaves or is too slow; null where too many watch it already.</summary>
    public Watch? TryOpen(string workspaceId)
    {
        if (_watchers.Values.Count(watched => watched == workspaceId) >= MostWatchers)
            return null;
        var channel = Channel.CreateBounded<LiveEvent>(Buffered);
        _watchers[channel] = workspaceId;
        return new Watch(channel.Reader, () => _watchers.TryRemove(channel, out _));
    }

    /// <summary>A watcher's end of the feed.</summary>
    internal sealed class Watch(ChannelReader<LiveEvent> events, Action close) : IDisposable
    {
        public ChannelReader<LiveEvent> Events => events;

        public void Dispose() => close();
    }
}
