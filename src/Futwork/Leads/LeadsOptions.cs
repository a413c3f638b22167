using Futwork.Hosting;

namespace Futwork.Leads;

/// <summary>Settings of leads.</summary>
internal sealed class LeadsOptions
{
    /// <summary>
    /// <c>Leads:RecipientDataLimit</c>: the largest recipientData, in bytes. Default 65,536: it is kept with the lead, read at each call and
    /// sent with each webhook, so that more belongs behind a link.
    /// </summary>
    public int RecipientDataLimit { get; init; } = 65_536;

    /// <summary>Reads and checks the settings below <c>Leads</c>.</summary>
    /// <exception cref="SettingsException">One of them is wrong.</exception>
    public static LeadsOptions From(IConfiguration configuration) => new()
    {
        RecipientDataLimit = configuration.GetSection("Leads").Whole(nameof(RecipientDataLimit), new LeadsOptions().RecipientDataLimit, 1024, 1 << 24, "number of bytes"),
    };
}
