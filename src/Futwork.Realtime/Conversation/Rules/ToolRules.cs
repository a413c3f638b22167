using System.Text.RegularExpressions;
using Futwork.Realtime.Conversation.Tools;

namespace Futwork.Realtime.Conversation.Rules;

/// <summary>Every tool can be offered to a model and called as it is written.</summary>
internal static partial class ToolRules
{
    private const int Most = 32;

    public static void Check(AgentDefinition agent, ProblemList problems)
    {
        if (agent.Tools.Count == 0)
            return;
        problems.Require(agent.Prompt is not null, "/tools", "Tools are called by a model, and this agent has none. Give it a 'prompt', or take the tools away.");
        problems.Require(agent.Tools.Count <= Most, "/tools", $"There are {agent.Tools.Count} tools; a model tells {Most} apart at most.");
        problems.Unique(agent.Tools.Select(t => t.Name ?? t.Type), i => $"/tools/{i}/name", "tools");
        HashSet<string> known = agent.KnownVariables();
        foreach ((int i, ToolSettings tool) in agent.Tools.Index())
        {
            string at = $"/tools/{i}";
            CheckCommon(tool, at, problems);
            TextRules.CheckText(tool.Meanwhile, $"{at}/meanwhile", known, problems);
            CheckType(tool, at, known, problems);
        }
    }

    private static void CheckCommon(ToolSettings tool, string at, ProblemList problems)
    {
        if (!ToolTypes.All.Contains(tool.Type))
            problems.Add($"{at}/type", $"There is no tool of type '{tool.Type}'. There is: {string.Join(", ", ToolTypes.All)}.");
        problems.Require(
            tool.Name is null || FunctionName().IsMatch(tool.Name), $"{at}/name", $"'{tool.Name}' is no name of a tool; use up to 64 letters, digits, underscores and hyphens, such as 'book_visit'.");
        problems.Require(tool.Name is not HandBackTool.ToolName, $"{at}/name", $"'{HandBackTool.ToolName}' is the tool by which a flow goes on; give this one another name.");
        problems.Require(
            tool.Name is null || tool.Name == tool.Type || !ToolTypes.All.Contains(tool.Name), $"{at}/name", $"'{tool.Name}' is the name of another type of tool; choose one of your own.");
        problems.InRange(tool.TimeoutMilliseconds, 1000, 60_000, $"{at}/timeoutMilliseconds", "ms");
    }

    private static void CheckType(ToolSettings tool, string at, HashSet<string> known, ProblemList problems)
    {
        if (tool.Type is ToolTypes.Http)
            HttpToolRules.Check(tool, at, known, problems);
        else
            problems.Require(tool.Http is null && tool.Parameters is null, at, $"'http' and 'parameters' are for the type 'http'; '{tool.Type}' has its own.");
        if (tool.Type is ToolTypes.TransferCall)
            CheckTargets(tool, $"{at}/targets", problems);
        else
            problems.Require(tool.Targets.Count == 0, $"{at}/targets", $"Targets are for the type '{ToolTypes.TransferCall}'.");
        problems.Require(
            tool.Type is not ToolTypes.SendDtmf || (tool.Keys.Length > 0 && tool.Keys.All(IsKey)), $"{at}/keys", "List the keys it may press: any of 0123456789*#.");
    }

    private static void CheckTargets(ToolSettings tool, string at, ProblemList problems)
    {
        problems.Require(tool.Targets.Count > 0, at, "List whom the call may be handed over to: a name and a number each.");
        problems.Unique(tool.Targets.Select(t => t.Name), i => $"{at}/{i}/name", "targets");
        foreach ((int i, TransferTarget target) in tool.Targets.Index())
        {
            problems.Require(!string.IsNullOrWhiteSpace(target.Name), $"{at}/{i}/name", "A target needs a name for the model to choose, such as 'sales'.");
            problems.Require(
                Number().IsMatch(target.Number), $"{at}/{i}/number", $"'{target.Number}' cannot be dialled; write it like '+918035735856', or the digits of an extension.");
        }
    }

    private static bool IsKey(char key) => key is (>= '0' and <= '9') or '*' or '#';

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_-]{0,63}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex FunctionName();

    [GeneratedRegex(@"^\+?[0-9]{2,15}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Number();
}
