using Futwork.Hosting;
using Futwork.Realtime.Conversation;

namespace Futwork.Campaigns;

/// <summary>When enough has come of a lead, so that it is not called again by the retry policy. Who opts out is never called again anyway.</summary>
internal sealed record StopConditions
{
    /// <summary>A call came to a label that the campaign wants.</summary>
    public const string ByConversion = "converted";

    /// <summary>The person has talked with us for long enough.</summary>
    public const string ByTalk = "talked-enough";

    private const int MostLabels = 50;

    /// <summary>The labels by which a lead has done what the campaign is for, such as <c>Booked</c>: each one that the agent can give, written as it is there. Default: none.</summary>
    public IReadOnlyList<string> Converted { get; init; } = [];

    /// <summary>After so many seconds of conversation with the person, over all calls, nobody is called again. Default: no bound.</summary>
    public int? TalkSeconds { get; init; }

    /// <summary>Why a lead is not to be called again; null when nothing says so.</summary>
    /// <param name="converted">A call of it came to one of the labels, since it was last chosen to be called.</param>
    /// <param name="talkMs">How long the person talked with us, since then.</param>
    public string? Stops(bool converted, long talkMs) =>
        converted ? ByConversion : TalkSeconds is { } enough && talkMs >= enough * 1000L ? ByTalk : null;

    /// <summary>What is wrong by itself.</summary>
    public IEnumerable<FieldError> Check()
    {
        if (Converted.Count > MostLabels)
            yield return new FieldError("/stopConditions/converted", $"At most {MostLabels} labels.");
        if (TalkSeconds is < 1 or > 86_400)
            yield return Rules.Wrong("/stopConditions/talkSeconds", "It must be from 1 to 86400; leave it out for no bound.", TalkSeconds);
    }

    /// <summary>What is wrong for this agent: a label that it never gives would stop nothing.</summary>
    public IEnumerable<FieldError> CheckFor(AgentDefinition agent)
    {
        var known = agent.Labels();
        return Converted.Index().Where(label => !known.Contains(label.Item)).Select(label => Rules.Wrong(
            $"/stopConditions/converted/{label.Index}", $"The agent gives no label '{label.Item}'. {Spelling.Suggest(label.Item, known)}", label.Item));
    }
}
