using System.Text.Json;
using Futwork.Hosting;

namespace Futwork.Leads;

/// <summary>What a client pushes in one go.</summary>
internal sealed record LeadBatchBody
{
    /// <summary>The most leads of one request.</summary>
    public const int MostLeads = 10_000;

    /// <summary>The leads, 1 to 10,000, each as it would be pushed alone.</summary>
    public required IReadOnlyList<LeadRequest> Leads { get; init; }

    /// <summary>Where each lead stands in the body; what it holds is not looked at yet, so that one that is wrong fails nobody else.</summary>
    public static Checked<IReadOnlyList<Range>> Find(ReadOnlySpan<byte> body)
    {
        List<Range>? leads;
        try
        {
            leads = FindLeads(body);
        }
        catch (JsonException)
        {
            return JsonSyntax.Explain(body);
        }

        return leads switch
        {
            null => Problem.Invalid(new FieldError("/leads", "It is missing: send {\"leads\": […]} with an array of leads.")),
            { Count: 0 or > MostLeads } => Problem.Invalid(new FieldError("/leads", $"It must have 1 to {MostLeads} leads; {leads.Count} were sent.")),
            _ => new Checked<IReadOnlyList<Range>>(leads, null),
        };
    }

    private static List<Range>? FindLeads(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = ApiJson.DocumentOptions.MaxDepth });
        reader.Read();
        var isObject = reader.TokenType is JsonTokenType.StartObject;
        List<Range>? leads = null;
        while (reader.Read())
        {
            if (isObject && reader.CurrentDepth == 1 && reader.TokenType is JsonTokenType.PropertyName && !JsonSyntax.IsBroken(ref reader) && reader.ValueTextEquals("leads"u8))
                leads = Items(ref reader);
        }

        return leads;
    }

    private static List<Range>? Items(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        var items = new List<Range>();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            items.Add(start..(int)reader.BytesConsumed);
        }

        return items;
    }
}

/// <summary>The answer to a batch: the counts add up, and there is one result for each lead, in the order they were sent.</summary>
/// <param name="Success">Every lead was accepted.</param>
/// <param name="Total">The leads that were sent; the next four add up to it.</param>
/// <param name="Accepted">New leads.</param>
/// <param name="Skipped">Passed over, because the campaign has their number and skips such.</param>
/// <param name="Updated">Of a number that the campaign has: the lead of it has the data now.</param>
/// <param name="Refused">The others.</param>
internal sealed record LeadBatchAnswer(
    bool Success, string CampaignId, int Total, int Accepted, int Skipped, int Updated, int Refused, IReadOnlyList<LeadBatchResult> Results);

/// <summary>What became of one lead of a batch.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="LeadId">Its id, when it was accepted; of one that was skipped or updated, that of the lead that has its number.</param>
/// <param name="Status"><c>queued</c>, <c>skipped</c> or <c>updated</c>; null when it was refused.</param>
/// <param name="Problem">Why it was refused, as when it is pushed alone.</param>
internal sealed record LeadBatchResult(int Index, bool Success, string? LeadId, string? Status, ProblemDocument? Problem);
