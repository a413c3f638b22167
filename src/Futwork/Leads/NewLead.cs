using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Leads;

/// <summary>A lead that was found good and waits to be written, with the client's key of it.</summary>
internal sealed record NewLead(Lead Lead, IdempotencyKey? Key)
{
    private string? _response;

    /// <summary>Its campaign may complete by itself at this moment, and is asked once more when the lead is written.</summary>
    public bool AsksCampaign { get; init; }

    /// <summary>The answer to the client once it is written; the same for whoever repeats the key.</summary>
    public string Response => _response ??= ApiJson.Write(new LeadAccepted(true, Lead.Id, Lead.CampaignId, CallStatus.Queued, new LeadAcceptedData(Lead.Id)));

    /// <summary>The answer where another lead of its number stands for it.</summary>
    public string ResponseOf(LeadWritten written) =>
        written.Instead is { } other ? ApiJson.Write(new LeadAccepted(true, other, Lead.CampaignId, written.Status, new LeadAcceptedData(other))) : Response;

    /// <summary>Its answer as it is kept under the key.</summary>
    public KeptAnswer KeptOf(LeadWritten written) => new() { Fingerprint = Key!.Fingerprint, Status = written.HttpStatus, Response = ResponseOf(written) };
}

/// <summary>What became of a lead that was to be written; nothing else: it is in.</summary>
/// <param name="Before">The key was used before, and this was answered then.</param>
/// <param name="Existing">It is refused: the lead that has its external id already, or its number.</param>
/// <param name="ByNumber">It is the number that <see cref="Existing"/> has.</param>
/// <param name="Instead">The lead that has its number already, and stands for it.</param>
/// <param name="Updated">That one has its data now.</param>
/// <param name="Closed">It is refused: the campaign has completed at this moment, and this is its status.</param>
internal sealed record LeadWritten(
    KeptAnswer? Before = null, string? Existing = null, bool ByNumber = false, string? Instead = null, bool Updated = false, string? Closed = null)
{
    /// <summary>Passed over: the campaign has the number.</summary>
    public const string Skipped = "skipped";

    /// <summary>The lead that has the number got the data.</summary>
    public const string UpdatedOther = "updated";

    /// <summary>What becomes of a lead whose number <paramref name="other"/> has, as its campaign says.</summary>
    public static LeadWritten OfKnownNumber(Lead lead, string other) =>
        lead.Duplicates == DuplicatePolicy.Refuse
            ? new LeadWritten(Existing: other, ByNumber: true)
            : new LeadWritten(Instead: other, Updated: lead.Duplicates == DuplicatePolicy.Update);

    /// <summary>As the client reads it.</summary>
    public string Status => Instead is null ? CallStatus.Queued : Updated ? UpdatedOther : Skipped;

    public int HttpStatus => Instead is null ? StatusCodes.Status201Created : StatusCodes.Status200OK;

    /// <summary>The problem of one that is refused; null when it is not.</summary>
    public Problem? Refusal(Lead lead) => Closed is not null ? OpenCampaign.ClosedAs(Closed) : Existing is null ? null : ByNumber ? Lead.DuplicateNumber(Existing) : lead.Duplicate(Existing);
}
