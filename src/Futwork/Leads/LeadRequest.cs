using System.Text;
using System.Text.Json;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Leads;

/// <summary>What a client pushes.</summary>
internal sealed record LeadRequest
{
    /// <summary>The person's number: national in the campaign's default country, such as 9999789877, or E.164.</summary>
    public required string RecipientPhoneNumber { get; init; }

    /// <summary>What is known of the person: an object that fits the campaign's lead schema. It comes back in the webhook byte for byte.</summary>
    public required RawJson RecipientData { get; init; }

    /// <summary>The client's own id of the lead; a second lead of the same id in the campaign is refused. Default: none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>0 to 9: of those that are due, the highest is called first, while one in ten goes to whoever waits longest. Default 0.</summary>
    public int? Priority { get; init; }

    /// <summary>It is not called before this, an RFC 3339 time with its offset. Default: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>It is not called from then on, and ends as <c>expired</c> when it was not. Default: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public const int LongestExternalId = 200;

    /// <summary>Reads a body. Properties that are not known are passed over: clients of the original send some of their own.</summary>
    public static Checked<LeadRequest> Read(ReadOnlyMemory<byte> body, int recipientDataLimit)
    {
        LeadBody found;
        try
        {
            found = LeadBody.Find(body.Span);
        }
        catch (JsonException)
        {
            return JsonSyntax.Explain(body.Span);
        }

        if (!found.IsObject)
            return Problem.Invalid(new FieldError("", "It must be a JSON object with recipientPhoneNumber and recipientData."));
        var errors = new List<FieldError>();
        var phone = Text(body, found.Phone, "/recipientPhoneNumber", "the person's number as text, such as \"9999789877\", ", isRequired: true, errors);
        var externalId = Text(body, found.ExternalId, "/externalId", "", isRequired: false, errors);
        if (externalId is { Length: 0 or > LongestExternalId })
            errors.Add(Rules.Wrong("/externalId", $"It must be 1 to {LongestExternalId} characters.", externalId));
        var priority = Number(body, found.Priority, "/priority", errors);
        var notBefore = Time(body, found.NotBefore, "/notBefore", errors);
        var expiresAt = Time(body, found.ExpiresAt, "/expiresAt", errors);
        var data = Data(body.Span, found, recipientDataLimit, errors);
        return errors.Count > 0
            ? Problem.Invalid(errors)
            : new LeadRequest
            {
                RecipientPhoneNumber = phone!,
                RecipientData = new RawJson(data!),
                ExternalId = externalId,
                Priority = priority,
                NotBefore = notBefore,
                ExpiresAt = expiresAt,
            };
    }

    /// <summary>Reads a body and holds it against what the campaign asks of its leads.</summary>
    /// <returns>The lead that it becomes.</returns>
    public static Checked<Lead> Check(ReadOnlyMemory<byte> body, Caller caller, OpenCampaign campaign, LeadsOptions options, TimeProvider time)
    {
        var request = Read(body, options.RecipientDataLimit);
        if (request.Problem is { } misfit)
            return misfit;
        var phone = campaign.Intake.Check(request.Value!, time.GetUtcNow());
        return phone.Problem is { } wrong ? wrong : request.Value!.ToLead(caller.WorkspaceId, campaign, phone.Value!, time);
    }

    /// <param name="phone">The number in E.164.</param>
    /// <param name="redialOf">The lead of another campaign that it is made of; null for a new one.</param>
    public Lead ToLead(string workspaceId, OpenCampaign campaign, string phone, TimeProvider time, Lead? redialOf = null) => new()
    {
        WorkspaceId = workspaceId,
        CampaignId = campaign.Id,
        Id = Ids.New(time),
        ExternalId = ExternalId,
        PhoneSent = redialOf?.PhoneSent ?? RecipientPhoneNumber,
        Phone = phone,
        RecipientData = RecipientData.Text,
        CreatedAt = time.UnixNow(),
        Priority = Priority,
        NotBefore = NotBefore?.ToUnixTimeMilliseconds(),
        ExpiresAt = ExpiresAt?.ToUnixTimeMilliseconds(),
        RedialOf = redialOf?.Id,
        Duplicates = campaign.Intake.Duplicates,
    };

    private static int? Number(ReadOnlyMemory<byte> body, Range? range, string pointer, List<FieldError> errors)
    {
        if (range is null)
            return null;
        using var document = JsonDocument.Parse(body[range.Value]);
        var value = document.RootElement;
        if (value.ValueKind is JsonValueKind.Null)
            return null;
        if (value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number))
            return number;
        errors.Add(new FieldError(pointer, $"It must be a whole number; {JsonLeaf.Name(value)} was sent.", value.GetRawText()));
        return null;
    }

    private static DateTimeOffset? Time(ReadOnlyMemory<byte> body, Range? range, string pointer, List<FieldError> errors)
    {
        if (Text(body, range, pointer, "", isRequired: false, errors) is not { } text)
            return null;
        if (Moment.Of(text, timezone: null) is { } moment)
            return moment.ToDateTimeOffset();
        errors.Add(Rules.Wrong(pointer, $"It must be a time {Moment.Years} with its offset from UTC, such as 2026-12-01T09:00:00+05:30.", text));
        return null;
    }

    private static string? Text(ReadOnlyMemory<byte> body, Range? range, string pointer, string what, bool isRequired, List<FieldError> errors)
    {
        if (range is null)
        {
            if (isRequired)
                errors.Add(new FieldError(pointer, $"It is missing: {what}is required."));
            return null;
        }

        using var document = JsonDocument.Parse(body[range.Value]);
        var value = document.RootElement;
        if (value.ValueKind is JsonValueKind.String && JsonLeaf.IsCleanText(value))
            return value.GetString();
        if (value.ValueKind is not JsonValueKind.Null || isRequired)
            errors.Add(new FieldError(pointer, $"It must be text (in quotes); {JsonLeaf.Name(value)} was sent.", value.GetRawText()));
        return null;
    }

    private static string? Data(ReadOnlySpan<byte> body, LeadBody found, int limit, List<FieldError> errors)
    {
        const string Pointer = "/recipientData";
        if (found.Data is null)
        {
            errors.Add(new FieldError(Pointer, "It is missing: a JSON object is required; {} when there is nothing to say of the person."));
            return null;
        }

        var raw = body[found.Data.Value];
        if (raw[0] != '{')
            errors.Add(new FieldError(Pointer, "It must be a JSON object, such as {\"customer_name\": \"…\"}.", Encoding.UTF8.GetString(raw)));
        else if (raw.Length > limit)
            errors.Add(new FieldError(Pointer, $"It has {raw.Length} bytes; at most {limit} are kept. Send a link to more."));
        else if (found.HasBrokenText)
            errors.Add(new FieldError(Pointer, JsonSyntax.HalfACharacter));
        return Encoding.UTF8.GetString(raw);
    }
}
