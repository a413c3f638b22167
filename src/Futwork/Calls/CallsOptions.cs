using Futwork.Hosting;

namespace Futwork.Calls;

/// <summary>How calls are made. Each property is the setting <c>Calls:…</c> of the same name.</summary>
internal sealed class CallsOptions
{
    /// <summary>Seconds after which a node that no longer renews its calls is taken for dead. Default 30: longer than any pause of a healthy process.</summary>
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>Milliseconds between looks at the queue when nothing wakes the pump. Default 500.</summary>
    public int PollMilliseconds { get; init; } = 500;

    /// <summary>Seconds that calls may go on after the node was told to stop, before they are hung up. Default 0.</summary>
    public int DrainSeconds { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="SettingsException">One of them is wrong.</exception>
    public static CallsOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection("Calls").Get<CallsOptions>() ?? new CallsOptions();
        Require(options.LeaseSeconds is >= 5 and <= 600, nameof(LeaseSeconds), "5 to 600");
        Require(options.PollMilliseconds is >= 10 and <= 60_000, nameof(PollMilliseconds), "10 to 60000");
        Require(options.DrainSeconds is >= 0 and <= 3600, nameof(DrainSeconds), "0 to 3600");
        return options;
    }

    private static void Require(bool holds, string name, string range)
    {
        if (!holds)
            throw new SettingsException($"Calls:{name} must be a whole number from {range}.");
    }
}
