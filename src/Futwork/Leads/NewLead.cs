using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Leads;

/// <summary>A lead that was found good and waits to be written, with the client's key of it.</summary>
internal sealed record NewLead(Lead Lead, IdempotencyKey? Key)
{
    private string? _response;

    /// <summary>The answer to the client once it is written; the same for whoever repeats the key.</summary>
    public string Response => _response ??= ApiJson.Write(new LeadAccepted(true, Lead.Id, Lead.CampaignId, CallStatus.Queued, new LeadAcceptedData(Lead.Id)));

    /// <summary>Its answer as it is kept under the key.</summary>
    public KeptAnswer Kept => new() { Fingerprint = Key!.Fingerprint, Status = StatusCodes.Status201Created, Response = Response };
}

/// <summary>What became of a lead that was to be written; neither: it is in.</summary>
/// <param name="Before">The key was used before, and this was answered then.</param>
/// <param name="Existing">The lead that has its external id already.</param>
internal sealed record LeadWritten(KeptAnswer? Before = null, string? Existing = null);
