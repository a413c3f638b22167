using Futwork.Hosting;

namespace Futwork.Calls;

/// <summary>How calls are made. Each property is the setting <c>Calls:…</c> of the same name.</summary>
internal sealed class CallsOptions
{
    /// <summary>Seconds after which a node that no longer renews its calls is taken for dead. Default 30: longer than any pause of a healthy process.</summary>
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>The same as a span.</summary>
    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);

    /// <summary>Milliseconds between looks at the queue when nothing wakes the pump. Default 500.</summary>
    public int PollMilliseconds { get; init; } = 500;

    /// <summary>Claims are made this far ahead of their place in time, so that a trunk's limit is used to the full although a poll comes late.</summary>
    public TimeSpan Ahead => TimeSpan.FromMilliseconds(2 * PollMilliseconds);

    /// <summary>Calls that a node takes at first, before one of its own has left; see <see cref="SlowStart"/>. Default 8.</summary>
    public int FirstCalls { get; init; } = 8;

    /// <summary>Seconds that calls may go on after the node was told to stop, before they are hung up. Default 0.</summary>
    public int DrainSeconds { get; init; }

    /// <summary>
    /// Refuses tools of agents that call loopback, private and link-local addresses. Default false, as for webhooks; set it where strangers may
    /// make agents.
    /// </summary>
    public bool RefusePrivateToolAddresses { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="SettingsException">One of them is wrong.</exception>
    public static CallsOptions From(IConfiguration configuration)
    {
        var calls = configuration.GetSection("Calls");
        var usual = new CallsOptions();
        return new CallsOptions
        {
            LeaseSeconds = calls.Whole(nameof(LeaseSeconds), usual.LeaseSeconds, 5, 600),
            PollMilliseconds = calls.Whole(nameof(PollMilliseconds), usual.PollMilliseconds, 10, 60_000),
            FirstCalls = calls.Whole(nameof(FirstCalls), usual.FirstCalls, 1, 10_000),
            DrainSeconds = calls.Whole(nameof(DrainSeconds), usual.DrainSeconds, 0, 3600),
            RefusePrivateToolAddresses = calls.Flag(nameof(RefusePrivateToolAddresses)),
        };
    }
}
