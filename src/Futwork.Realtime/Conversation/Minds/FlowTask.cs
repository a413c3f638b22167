namespace Futwork.Realtime.Conversation.Minds;

/// <summary>What a model is told when a flow hands over to it.</summary>
internal static class FlowTask
{
    /// <param name="state">The flow at a step that talks.</param>
    /// <param name="texts">The agent's texts.</param>
    /// <param name="said">What the flow says right before, in the same turn.</param>
    public static ModelTask Of(FlowState state, AgentTexts texts, string said)
    {
        FlowTalk talk = state.Step!.Talk!;
        string[] lines =
        [
            "For this part of the call you hold the conversation; the rest is led by a written flow. Your task now:",
            texts.Fill(talk.Instructions, state.Fields),
            talk.Goal is { Length: > 0 } goal ? $"You are done when: {texts.Fill(goal, state.Fields)}" : "",
            Known(state),
            said.Length > 0 ? $"Just now you have said, and need not say again: \"{said}\"" : "",
            talk.MaxTurns - state.TalkTurns is var left and <= 2 ? $"Come to an end: {(left <= 0 ? "this is your last turn" : $"{left} more turns")}." : "",
        ];
        return new ModelTask(string.Join('\n', lines.Where(l => l.Length > 0)), talk.Fields, talk.Tools);
    }

    private static string Known(FlowState state) =>
        state.Fields.Count == 0 ? "" : "Known so far: " + string.Join("; ", state.Fields.Select(f => $"{f.Key}: {f.Value}")) + ".";
}
