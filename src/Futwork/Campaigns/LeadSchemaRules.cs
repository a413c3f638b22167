using System.Text.RegularExpressions;
using Futwork.Hosting;
using Futwork.Realtime.Conversation;

namespace Futwork.Campaigns;

/// <summary>What a lead schema must be.</summary>
internal static class LeadSchemaRules
{
    private const int MostFields = 200;
    private const int LongestName = 100;

    public static IEnumerable<FieldError> Check(IReadOnlyList<LeadField> schema)
    {
        if (schema.Count > MostFields)
            return [new FieldError("/leadSchema", $"At most {MostFields} fields.")];
        var repeated = schema.Index().Where(field => schema.Take(field.Index).Any(before => before.Name == field.Item.Name))
            .Select(field => Rules.Wrong($"/leadSchema/{field.Index}/name", "There is a field of this name already.", field.Item.Name));
        return schema.Index().SelectMany(field => CheckField(field.Item, $"/leadSchema/{field.Index}")).Concat(repeated);
    }

    /// <summary>
    /// The agent's variables that a lead may lack although it fits the schema. A schema without fields promises nothing and is not held to
    /// anything: then each lead is checked when it comes.
    /// </summary>
    public static IEnumerable<string> Uncovered(IReadOnlyList<LeadField> schema, AgentDefinition agent) => schema.Count == 0 ? [] : Uncovered(schema, Needed(agent));

    /// <summary>Those of these variables that a lead may lack although it fits the schema.</summary>
    public static IEnumerable<string> Uncovered(IReadOnlyList<LeadField> schema, IEnumerable<string> variables) =>
        variables.Where(variable => !schema.Any(field => Covers(field, variable)));

    /// <summary>The variables that each lead of an agent must have a value for.</summary>
    public static IEnumerable<string> Needed(AgentDefinition agent) => agent.Variables.Where(variable => variable.Default is null).Select(variable => variable.Name);

    /// <summary>The variables that each lead must have a value for once an agent has become another one, and did not before.</summary>
    public static IEnumerable<string> Added(AgentDefinition before, AgentDefinition after) => Needed(after).Except(Needed(before), StringComparer.Ordinal);

    private static bool Covers(LeadField field, string variable) =>
        field.Name == variable && field.Type is not ("object" or "array") && (field.Required || field.Default is not null);

    private static IEnumerable<FieldError> CheckField(LeadField field, string pointer)
    {
        if (field.Name.Length is 0 or > LongestName)
            yield return Rules.Wrong($"{pointer}/name", $"It must be 1 to {LongestName} characters.", field.Name);
        if (!LeadFieldType.All.Contains(field.Type))
        {
            yield return Rules.Wrong($"{pointer}/type", $"It is no type. {Spelling.Suggest(field.Type, LeadFieldType.All)}", field.Type);
            yield break;
        }

        var isText = field.Type == LeadFieldType.String;
        if (field.Pattern is not null && !isText)
            yield return Rules.Wrong($"{pointer}/pattern", "Only a string has a pattern.", field.Pattern);
        if (field.MaxLength is not null && (!isText || field.MaxLength < 1))
            yield return Rules.Wrong($"{pointer}/maxLength", "It must be at least 1, and only a string has one.", field.MaxLength);
        foreach (var error in CheckValues(field, pointer))
            yield return error;
    }

    private static IEnumerable<FieldError> CheckValues(LeadField field, string pointer)
    {
        var (pattern, problem) = Compile(field);
        if (problem is not null)
            yield return Rules.Wrong($"{pointer}/pattern", problem, field.Pattern);
        foreach (var (index, value) in (field.AllowedValues ?? []).Index().Where(value => !LeadFieldType.Fits(field.Type, value.Item)))
            yield return new FieldError($"{pointer}/allowedValues/{index}", $"It must be {LeadFieldType.Describe(field.Type)}, as the field is.", value.GetRawText());
        if (field.Default is { } standard && field.Problem(standard, pattern) is { } unfit)
            yield return new FieldError($"{pointer}/default", unfit, standard.GetRawText());
    }

    private static (Regex? Pattern, string? Problem) Compile(LeadField field)
    {
        if (field.Pattern is null)
            return (null, null);
        try
        {
            return (field.PatternRegex(), null);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return (null, $"It is no regular expression that can be used here: {exception.Message}");
        }
    }
}
