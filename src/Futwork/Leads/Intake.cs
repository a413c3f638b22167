using System.Text.Json;
using System.Text.RegularExpressions;
using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Hosting;
using Futwork.Realtime.Conversation;

namespace Futwork.Leads;

/// <summary>What a campaign asks of its leads, made ready to check many of them.</summary>
internal sealed class Intake
{
    private readonly IReadOnlyList<(LeadField Field, Regex? Pattern)> _schema;
    private readonly CampaignSettings _settings;
    private readonly AgentDefinition _agent;

    public Intake(CampaignSettings settings, AgentDefinition agent)
    {
        (_settings, _agent) = (settings, agent);
        _schema = [.. settings.LeadSchema.Select(field => (field, field.Pattern is null ? null : field.PatternRegex()))];
    }

    /// <summary>What the campaign does with a number that it has already, see <see cref="DuplicatePolicy"/>.</summary>
    public string Duplicates => _settings.Duplicates;

    /// <summary>The campaign's IANA timezone; null when it has none.</summary>
    public string? Timezone => _settings.Timezone;

    /// <summary>The campaign may complete by itself at any moment.</summary>
    public bool CompletesByItself => _settings.CompleteAfterMinutes is not null;

    public IReadOnlyList<LeadField> Schema => _settings.LeadSchema;

    /// <summary>The lead's number in E.164, or everything that keeps the lead from being taken.</summary>
    public Checked<string> Check(LeadRequest request, DateTimeOffset now)
    {
        var errors = new List<FieldError>();
        var (phone, wrong) = PhoneNumber.Parse(request.RecipientPhoneNumber, _settings.DefaultCountry);
        if (wrong is not null)
            errors.Add(Rules.Wrong("/recipientPhoneNumber", wrong, request.RecipientPhoneNumber));
        using var data = JsonDocument.Parse(request.RecipientData.Text);
        errors.AddRange(CheckTimes(request, now));
        errors.AddRange(CheckTimezone(data.RootElement));
        errors.AddRange(CheckPreferredTimes(data.RootElement));
        errors.AddRange(CheckSchema(data.RootElement).Where(error => !errors.Exists(known => known.Pointer == error.Pointer)));
        errors.AddRange(CheckVariables(data.RootElement).Where(error => !errors.Exists(known => known.Pointer == error.Pointer)));
        return errors.Count > 0 ? Problem.Invalid(errors) : phone!;
    }

    private static IEnumerable<FieldError> CheckTimes(LeadRequest request, DateTimeOffset now)
    {
        if (request.Priority is < 0 or > 9)
            yield return Rules.Wrong("/priority", "It must be from 0 to 9, the highest is called first.", request.Priority);
        if (request.ExpiresAt <= now)
            yield return Rules.Wrong("/expiresAt", "It must lie in the future.", request.ExpiresAt);
        else if (request.ExpiresAt <= request.NotBefore)
            yield return Rules.Wrong("/expiresAt", "It must be later than notBefore: else it could never be called.", request.ExpiresAt);
    }

    /// <summary>A timezone that is not known would leave the person to the guess by their number, unnoticed.</summary>
    private IEnumerable<FieldError> CheckTimezone(JsonElement data)
    {
        if (_settings.TimezoneField is not { } field || !data.TryGetProperty(field, out var value) || value.ValueKind is JsonValueKind.Null)
            yield break;
        var isText = value.ValueKind is JsonValueKind.String && JsonLeaf.IsCleanText(value);
        if (isText && (string.IsNullOrWhiteSpace(value.GetString()) || PersonZones.IsPlace(value.GetString()!.Trim())))
            yield break;
        var fix = isText ? PersonZones.Suggest(value.GetString()!.Trim()) : "";
        yield return new FieldError(PointerTo(field),
            $"It must be the IANA timezone of a place, such as Asia/Kolkata.{fix} Leave it out, or send \"\", for those that the number tells.", value.GetRawText());
    }

    /// <summary>Times that nobody can read would be passed over, unnoticed.</summary>
    private IEnumerable<FieldError> CheckPreferredTimes(JsonElement data)
    {
        if (_settings.Retry.BestTime?.Field is not { } field || !data.TryGetProperty(field, out var value) || value.ValueKind is JsonValueKind.Null)
            yield break;
        var isText = value.ValueKind is JsonValueKind.String && JsonLeaf.IsCleanText(value);
        if (!isText || PreferredTimes.Parse(value.GetString()) is null)
            yield return new FieldError(PointerTo(field),
                $"It must be times at which to call, such as '{PreferredTimes.Example}', or morning, afternoon or evening; leave it out where nothing is known.", value.GetRawText());
    }

    private IEnumerable<FieldError> CheckSchema(JsonElement data)
    {
        foreach (var (field, pattern) in _schema)
        {
            var pointer = PointerTo(field.Name);
            var isThere = data.TryGetProperty(field.Name, out var value);
            if (isThere && (field.Required || value.ValueKind is not JsonValueKind.Null))
            {
                if (field.Problem(value, pattern) is { } problem)
                    yield return new FieldError(pointer, problem, value.GetRawText());
            }
            else if (!isThere && field.Required)
            {
                yield return new FieldError(pointer, $"It is missing: the campaign's lead schema requires {LeadFieldType.Describe(field.Type)}.");
            }
        }
    }

    private IEnumerable<FieldError> CheckVariables(JsonElement data)
    {
        var missing = AgentRules.MissingVariables(_agent, LeadVariables.Of(data, _settings.LeadSchema));
        return missing.Select(name => data.TryGetProperty(name, out var value)
            ? new FieldError(PointerTo(name), $"The agent speaks '{name}': it must be text, a number, true or false; {JsonLeaf.Name(value)} was sent.", value.GetRawText())
            : new FieldError(PointerTo(name), $"It is missing: the agent speaks '{name}', and has no default for it."));
    }

    private static string PointerTo(string field) => $"/recipientData/{JsonPointer.Escape(field)}";
}
