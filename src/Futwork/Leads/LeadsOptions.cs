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

    /// <summary>
    /// <c>Leads:BatchBodyLimit</c>: the largest body of a batch of leads, in bytes. Default 16,777,216: 10,000 leads with more than a thousand bytes
    /// of data each.
    /// </summary>
    public int BatchBodyLimit { get; init; } = 1 << 24;

    /// <summary><c>Leads:ImportLimit</c>: the largest file of leads, in bytes. Default 268,435,456: a few million rows. It is kept in the database until it is read.</summary>
    public int ImportLimit { get; init; } = 1 << 28;

    /// <summary>Reads and checks the settings below <c>Leads</c>.</summary>
    /// <exception cref="SettingsException">One of them is wrong.</exception>
    public static LeadsOptions From(IConfiguration configuration)
    {
        var (section, usual) = (configuration.GetSection("Leads"), new LeadsOptions());
        return new LeadsOptions
        {
            RecipientDataLimit = section.Whole(nameof(RecipientDataLimit), usual.RecipientDataLimit, 1024, 1 << 24, "number of bytes"),
            BatchBodyLimit = section.Whole(nameof(BatchBodyLimit), usual.BatchBodyLimit, 1024, 1 << 28, "number of bytes"),
            ImportLimit = section.Whole(nameof(ImportLimit), usual.ImportLimit, 1024, 1 << 30, "number of bytes"),
        };
    }
}
