namespace Futwork.Realtime.Conversation.Rules;

/// <summary>Variables, dispositions and fields have usable names, each its own.</summary>
internal static class NameRules
{
    private static readonly string[] FieldTypes = ["string", "number", "boolean", "date"];

    public static void Check(AgentDefinition agent, ProblemList problems)
    {
        foreach ((int i, AgentVariable variable) in agent.Variables.Index())
            CheckName(variable.Name, $"/variables/{i}/name", problems);
        foreach ((int i, Disposition disposition) in agent.Dispositions.Index())
            problems.Require(!string.IsNullOrWhiteSpace(disposition.Name), $"/dispositions/{i}/name", "A disposition needs a name, such as 'interested'.");
        CheckFields(agent.Extraction, "/extraction", problems);
        problems.Unique(agent.Variables.Select(v => v.Name), i => $"/variables/{i}/name", "variables");
        problems.Unique(agent.Dispositions.Select(d => d.Name), i => $"/dispositions/{i}/name", "dispositions");
    }

    /// <summary>What a model is to find out, at <paramref name="at"/>.</summary>
    public static void CheckFields(IReadOnlyList<ExtractionField> fields, string at, ProblemList problems)
    {
        foreach ((int i, ExtractionField field) in fields.Index())
        {
            CheckName(field.Name, $"{at}/{i}/name", problems);
            problems.Require(FieldTypes.Contains(field.Type), $"{at}/{i}/type", $"'{field.Type}' is no type; use string, number, boolean or date.");
        }

        problems.Unique(fields.Select(f => f.Name), i => $"{at}/{i}/name", "fields to extract");
    }

    public static void CheckName(string name, string pointer, ProblemList problems) => problems.Require(
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_'),
        pointer,
        $"'{name}' is no name; use letters, digits and underscores, such as 'customer_name'.");
}
