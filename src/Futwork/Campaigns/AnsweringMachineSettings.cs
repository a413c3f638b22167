using Futwork.Hosting;
using Futwork.Realtime.Conversation;

namespace Futwork.Campaigns;

/// <summary>What to do when a machine answers. People whose call was taken for a machine's are what this must never cost, so it acts on certainty only.</summary>
internal sealed record AnsweringMachineSettings
{
    private const string HangUp = "hangUp";
    private const string LeaveMessage = "leaveMessage";
    private const string GoOn = "goOn";
    private const int LongestMessage = 2000;

    private static readonly IReadOnlyList<string> Actions = [HangUp, LeaveMessage, GoOn];

    /// <summary>
    /// <c>hangUp</c>, <c>leaveMessage</c> (after the beep; hangs up where no message is taken) or <c>goOn</c> (talk as with a person). Default
    /// <c>hangUp</c>: half a conversation on somebody's voicemail helps nobody and is paid for by the minute.
    /// </summary>
    public string Action { get; init; } = HangUp;

    /// <summary>What to say on a voicemail, word for word; may use the agent's variables. Needed with <c>leaveMessage</c>.</summary>
    public string? Message { get; init; }

    /// <summary>As the conversation takes it.</summary>
    public AnsweringPolicy Policy() => new(
        Action switch
        {
            LeaveMessage => AnsweringAction.LeaveMessage,
            GoOn => AnsweringAction.GoOn,
            _ => AnsweringAction.HangUp,
        },
        Message);

    /// <summary>The variables that the message speaks.</summary>
    public IReadOnlyList<string> Variables() => Template.Variables(Message ?? "");

    /// <summary>What is wrong by itself.</summary>
    public IEnumerable<FieldError> Check()
    {
        if (!Actions.Contains(Action))
            yield return Rules.Wrong("/answeringMachine/action", $"It is no action. {Spelling.Suggest(Action, Actions)}", Action);
        if (Action == LeaveMessage && string.IsNullOrWhiteSpace(Message))
            yield return new FieldError("/answeringMachine/message", "It is missing: with leaveMessage, say what message to leave.");
        if (Message?.Length > LongestMessage)
            yield return new FieldError("/answeringMachine/message", $"At most {LongestMessage} characters, which take two minutes to say.");
        foreach (var malformed in Template.Malformed(Message ?? ""))
            yield return new FieldError("/answeringMachine/message", $"'{malformed}' would be spoken aloud; a variable is written like '{{{{customer_name}}}}'.");
    }

    /// <summary>What is wrong for this agent: the message speaks only of variables that the agent has.</summary>
    public IEnumerable<FieldError> CheckFor(AgentDefinition agent)
    {
        var known = agent.KnownVariables();
        return Variables().Where(name => !known.Contains(name)).Select(name => new FieldError(
            "/answeringMachine/message", $"The agent has no variable '{name}'. {Spelling.Suggest(name, [.. known])}"));
    }
}
