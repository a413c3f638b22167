using Futwork.Hosting;

namespace Futwork.Leads;

/// <summary>How long what is over is kept. Each property is the setting <c>Retention:…</c> of the same name.</summary>
internal sealed class RetentionOptions
{
    /// <summary>Longer than a webhook is retried.</summary>
    private const int FewestDays = 7;

    private const int MostDays = 36_500;

    /// <summary>
    /// Days after which calls that are over, their webhooks, recordings and transcripts, leads that are owed nothing, imports with their refused rows, and idempotency keys are deleted. Default 0:
    /// all is kept.
    /// </summary>
    public int Days { get; init; }

    /// <summary>
    /// Folder in which calls and leads are kept as files before they are deleted, at an absolute path; it is made when it is not there. Default: they are not kept.
    /// </summary>
    public string? Archive { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="SettingsException">One of them is wrong.</exception>
    public static RetentionOptions From(IConfiguration configuration)
    {
        var retention = configuration.GetSection("Retention");
        var days = retention.Whole(nameof(Days), 0, 0, MostDays);
        var archive = retention[nameof(Archive)] is { Length: > 0 } path ? path : null;
        if (archive is not null && !Path.IsPathFullyQualified(archive))
            throw retention.Wrong(nameof(Archive), archive, "an absolute path, so that what is kept is found again wherever the server was started");
        return days is 0 or >= FewestDays
            ? new RetentionOptions { Days = days, Archive = archive }
            : throw retention.Wrong(nameof(Days), $"{days}", $"0, which keeps all, or a whole number from {FewestDays} to {MostDays}");
    }
}
