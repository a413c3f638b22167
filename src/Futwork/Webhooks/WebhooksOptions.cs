using Futwork.Hosting;

namespace Futwork.Webhooks;

/// <summary>How webhooks are sent. Each property is the setting <c>Webhooks:…</c> of the same name.</summary>
internal sealed class WebhooksOptions
{
    /// <summary>How long an endpoint may take to answer, in seconds. Default 15: what Standard Webhooks asks for at least.</summary>
    public int TimeoutSeconds { get; init; } = 15;

    /// <summary>Posts under way to one endpoint at a time. Default 16: a receiver is helped along, not flooded.</summary>
    public int ConcurrencyPerEndpoint { get; init; } = 16;

    /// <summary>Milliseconds between looks at the queue when nothing wakes the worker. Default 250.</summary>
    public int PollMilliseconds { get; init; } = 250;

    /// <summary>
    /// Refuses endpoints on loopback, private and link-local addresses. Default false: who hosts the platform at home has the receiver there
    /// as well. Set it where strangers may register endpoints.
    /// </summary>
    public bool RefusePrivateAddresses { get; init; }

    /// <summary>How many days a recording link works. Default 7: longer than a webhook is retried, see <see cref="RetrySchedule"/>.</summary>
    public int RecordingLinkDays { get; init; } = 7;

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="SettingsException">One of them is wrong.</exception>
    public static WebhooksOptions From(IConfiguration configuration)
    {
        var webhooks = configuration.GetSection("Webhooks");
        var usual = new WebhooksOptions();
        return new WebhooksOptions
        {
            TimeoutSeconds = webhooks.Whole(nameof(TimeoutSeconds), usual.TimeoutSeconds, 1, 60),
            ConcurrencyPerEndpoint = webhooks.Whole(nameof(ConcurrencyPerEndpoint), usual.ConcurrencyPerEndpoint, 1, 1000),
            PollMilliseconds = webhooks.Whole(nameof(PollMilliseconds), usual.PollMilliseconds, 10, 60_000),
            RefusePrivateAddresses = webhooks.Flag(nameof(RefusePrivateAddresses)),
            RecordingLinkDays = webhooks.Whole(nameof(RecordingLinkDays), usual.RecordingLinkDays, 1, 365),
        };
    }
}
