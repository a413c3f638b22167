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
        foreach ((int i, ExtractionField field) in agent.Extraction.Index())
        {
            CheckName(field.Name, $"/extraction/{i}/name", problems);
            problems.Require(FieldTypes.Contains(field.Type), $"/extraction/{i}/type", $"'{field.Type}' is no type; use string, number, boolean or date.");
        }

        problems.Unique(agent.Variables.Select(v => v.Name), i => $"/variables/{i}/name", "variables");
        problems.Unique(agent.Dispositions.Select(d => d.Name), i => $"/dispositions/{i}/name", "dispositions");
        problems.Unique(agent.Extraction.Select(f => f.Name), i => $"/extraction/{i}/name", "extraction fields");
    }

    public static void CheckName(string name, string pointer, ProblemList problems) => problems.Require(
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_'),
        pointer,
        $"'{name}' is no name; use letters, digits and underscores, such as 'customer_name'.");
}
