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

    /// <summary>The lead's number in E.164, or everything that keeps the lead from being taken.</summary>
    public Checked<string> Check(LeadRequest request)
    {
        var errors = new List<FieldError>();
        var (phone, wrong) = PhoneNumber.Parse(request.RecipientPhoneNumber, _settings.DefaultCountry);
        if (wrong is not null)
            errors.Add(Rules.Wrong("/recipientPhoneNumber", wrong, request.RecipientPhoneNumber));
        using var data = JsonDocument.Parse(request.RecipientData.Text);
        errors.AddRange(CheckSchema(data.RootElement));
        errors.AddRange(CheckVariables(data.RootElement).Where(error => !errors.Exists(known => known.Pointer == error.Pointer)));
        return errors.Count > 0 ? Problem.Invalid(errors) : phone!;
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
