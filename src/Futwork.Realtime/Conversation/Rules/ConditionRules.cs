using System.Text.Json;
using Futwork.Realtime.Conversation.Minds;

namespace Futwork.Realtime.Conversation.Rules;

/// <summary>A condition asks about something that can be known, and compares it with something of its kind.</summary>
internal sealed class ConditionRules(AgentDefinition agent, FlowParts parts, ProblemList problems)
{
    private const int Deepest = 5;

    private readonly HashSet<string> _variables = agent.KnownVariables();
    private readonly HashSet<string> _fields = [.. parts.Fields];

    public void Check(FlowCondition condition, string at) => Check(condition, at, 1);

    private void Check(FlowCondition condition, string at, int depth)
    {
        int forms = (condition.Field is null ? 0 : 1) + (condition.All is null ? 0 : 1) + (condition.Any is null ? 0 : 1);
        problems.Require(forms == 1, at, "A condition has exactly one of 'field', 'all' and 'any'.");
        problems.Require(depth <= Deepest, at, $"Conditions stand more than {Deepest} deep in each other. Split them over several steps.");
        if (condition.Field is { } field)
            CheckField(field, condition, at);
        foreach ((IReadOnlyList<FlowCondition>? list, string name) in new[] { (condition.All, "all"), (condition.Any, "any") })
        {
            problems.Require(list is null or { Count: > 0 }, $"{at}/{name}", $"'{name}' needs at least one condition.");
            foreach ((int i, FlowCondition inner) in (list ?? []).Index())
            {
                if (depth <= Deepest)
                    Check(inner, $"{at}/{name}/{i}", depth + 1);
            }
        }
    }

    private void CheckField(string field, FlowCondition condition, string at)
    {
        if (!_fields.Contains(field) && !_variables.Contains(field))
            problems.Add($"{at}/field", $"No step fills '{field}', and it is no variable. There is: {string.Join(", ", _fields.Concat(_variables).Distinct().Select(n => $"'{n}'"))}.");
        if (!FlowConditions.Operators.Contains(condition.Op))
        {
            problems.Add($"{at}/op", $"There is no '{condition.Op}'. There is: {string.Join(", ", FlowConditions.Operators)}.");
            return;
        }

        if (condition.Op is "exists" or "missing")
            problems.Require(condition.Value is null, $"{at}/value", $"'{condition.Op}' compares with nothing. Take the value away.");
        else
            CheckValue(condition, $"{at}/value");
    }

    private void CheckValue(FlowCondition condition, string at)
    {
        string[] values = [.. FlowConditions.Values(condition.Value)];
        bool isList = condition.Value is { ValueKind: JsonValueKind.Array };
        if (condition.Op is "in")
        {
            problems.Require(isList && values.Length > 0, at, "'in' compares with a list of values, such as [\"gold\", \"silver\"].");
            return;
        }

        if (values is not [string value] || isList || condition.Value is { ValueKind: JsonValueKind.Object })
            problems.Add(at, $"'{condition.Op}' compares with one value: a text, a number, true or false.");
        else
            CheckOne(condition.Op, value, at);
    }

    private void CheckOne(string op, string value, string at)
    {
        TextRules.CheckText(value, at, _variables, problems);
        if (Template.Variables(value).Count > 0)
            return;
        if (op is "greater" or "less")
            problems.Require(FlowConditions.AsNumber(value) is not null || FlowConditions.AsDate(value) is not null, at, $"'{value}' is no number; '{op}' compares with one, such as 500.");
        if (op is "before" or "after")
            problems.Require(FlowConditions.AsDate(value) is not null, at, $"'{value}' is no day; '{op}' compares with one, such as \"2026-11-24\", or with a time, such as \"17:30\".");
    }
}
