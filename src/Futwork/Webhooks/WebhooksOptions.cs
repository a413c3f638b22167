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

    /// <summary>How many days a recording link works. Default 7: longer than the longest retry of a webhook (three and a half days).</summary>
    public int RecordingLinkDays { get; init; } = 7;

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="SettingsException">One of them is wrong.</exception>
    public static WebhooksOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection("Webhooks").Get<WebhooksOptions>() ?? new WebhooksOptions();
        Require(options.TimeoutSeconds is >= 1 and <= 60, nameof(TimeoutSeconds), "1 to 60");
        Require(options.ConcurrencyPerEndpoint is >= 1 and <= 1000, nameof(ConcurrencyPerEndpoint), "1 to 1000");
        Require(options.PollMilliseconds is >= 10 and <= 60_000, nameof(PollMilliseconds), "10 to 60000");
        Require(options.RecordingLinkDays is >= 1 and <= 365, nameof(RecordingLinkDays), "1 to 365");
        return options;
    }

    private static void Require(bool holds, string name, string range)
    {
        if (!holds)
            throw new SettingsException($"Webhooks:{name} must be a whole number from {range}.");
    }
}
