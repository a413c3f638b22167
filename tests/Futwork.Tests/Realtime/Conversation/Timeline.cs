using System.Globalization;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;
using static Futwork.Realtime.Conversation.ConversationEventKind;

namespace Futwork.Tests.Realtime.Conversation;

/// <summary>
/// A whole call as one line of text, played in virtual milliseconds. Clauses are separated by semicolons. Settings: <c>ears</c>, <c>model</c>, <c>voice</c>
/// (delays), <c>eot</c>, <c>unfinished</c>, <c>words</c>, <c>resume</c>, <c>silence</c>, <c>max</c>, <c>gap</c>, <c>fixed</c> (not interruptible), <c>wait</c> (no thinking ahead),
/// <c>mute</c> (the ears say only what <c>interim</c> and <c>final</c> tell). The person: <c>says 500-900 yes</c>, <c>noise 500-700</c>, <c>interim 600 ye</c>, <c>final 900 yes</c>, <c>key 900 1</c>,
/// <c>hangup 9000</c>. The model: <c>reply Some words.</c>
/// </summary>
internal sealed class Timeline : IDisposable
{
    private readonly VirtualCall _call = new();
    private readonly StreamingModel _model;
    private TurnSettings _turns = new() { LearnPauses = false, SilenceMilliseconds = 60_000 };

    private Timeline() => (_model, _call.Model) = (new StreamingModel(_call.Time) { TokenMilliseconds = 0 }, null);

    public ConversationResult Result { get; private set; } = null!;

    public VirtualCall Call => _call;

    /// <summary>Plays a script.</summary>
    /// <param name="script">The call.</param>
    /// <param name="greeting">What the agent opens with; a word sounds 200 ms, from 100 ms on.</param>
    public static Timeline Of(string script, string greeting = "Hi.")
    {
        var timeline = new Timeline();
        timeline._call.Model = timeline._model;
        foreach (string clause in script.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            timeline.Read(clause.Split(' ', 3));
        timeline.Result = timeline._call.Play(new AgentDefinition
        {
            Turns = timeline._turns,
            Prompt = new PromptSettings { Instructions = "Talk.", Greeting = greeting, BaseUrl = "http://localhost/v1", Model = "m" },
        });
        return timeline;
    }

    /// <summary>What was observed, in the words of an expectation.</summary>
    public string Observe(string what) => what.Split('[') switch
    {
        ["speaks", var n] => _call.AgentSound[Index(n)].Start.ToString(CultureInfo.InvariantCulture),
        ["ends", var n] => _call.AgentSound[Index(n)].End.ToString(CultureInfo.InvariantCulture),
        ["stretches"] => _call.AgentSound.Count.ToString(CultureInfo.InvariantCulture),
        ["person"] => string.Join(" / ", Result.Transcript.Where(l => !l.IsAgent).Select(l => l.Text)),
        ["turns"] => string.Join(" / ", _model.Requests.Select(r => r[^1].Text)),
        ["agent"] => string.Join(" / ", Result.Transcript.Where(l => l.IsAgent).Select(l => l.Text + (l.Interrupted ? " -" : ""))),
        ["interrupted"] => _call.Events.Count(e => e.Kind is Interrupted).ToString(CultureInfo.InvariantCulture),
        ["ahead"] => $"{Result.Metrics.AheadUsed} of {Result.Metrics.AheadAttempts}",
        ["silences"] => _call.Events.Count(e => e.Kind is Silence).ToString(CultureInfo.InvariantCulture),
        ["end"] => Result.End.ToString(),
        ["duration"] => ((int)Result.Duration.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"Nobody observes '{what}'.", nameof(what)),
    };

    /// <summary>Checks expectations such as <c>speaks[1]=3500; person=yes</c>. Times may be off by the grid of 32 ms chunks and 20 ms frames.</summary>
    public void ShouldBe(string expected)
    {
        foreach (string clause in expected.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = clause.Split('=', 2);
            string observed = Observe(sides[0]);
            string detail = $"{clause}; sound {string.Join(", ", _call.AgentSound)}; {string.Join(" | ", Result.Transcript.Select(l => l.Text))}";
            if (sides[0].Contains('[') || sides[0] is "duration")
                int.Parse(observed, CultureInfo.InvariantCulture).ShouldBeInRange(Number(sides[1]) - 45, Number(sides[1]) + 45, detail);
            else
                observed.ShouldBe(sides[1], detail);
        }
    }

    public void Dispose()
    {
        _call.Dispose();
        _model.Dispose();
    }

    private void Read(string[] clause)
    {
        switch (clause)
        {
            case ["ears", var ms]: _call.Ears.DelayMilliseconds = Number(ms); break;
            case ["model", var ms]: _model.DelayMilliseconds = Number(ms); break;
            case ["voice", var ms]: _call.Voice.DelayMilliseconds = Number(ms); break;
            case ["mute"]: _call.Ears.DelayMilliseconds = 600_000; break;
            case ["reply", ..]: _model.Script.Enqueue(string.Join(' ', clause[1..])); break;
            case ["says", var span, var words]: Say(span, words); break;
            case ["noise", var span]: Say(span, null); break;
            case ["interim", var at, var words]: _call.At(Number(at), () => _call.Ears.Open!.Send(new RecognitionResult(words, false))); break;
            case ["final", var at, var words]: _call.At(Number(at), () => _call.Ears.Open!.Send(new RecognitionResult(words, true))); break;
            case ["key", var at, [var key]]: _call.Presses(Number(at), key); break;
            case ["hangup", var at]: _call.PersonHangsUp(Number(at)); break;
            case ["api", var at]: _call.ApiHangsUp(Number(at)); break;
            default: _turns = Set(clause); break;
        }
    }

    private TurnSettings Set(string[] clause) => clause switch
    {
        ["eot", var ms] => _turns with { EndOfTurnMilliseconds = Number(ms), SettledMilliseconds = Number(ms) },
        ["unfinished", var ms] => _turns with { UnfinishedTurnMilliseconds = Number(ms) },
        ["silence", var ms] => _turns with { SilenceMilliseconds = Number(ms) },
        ["max", var s] => _turns with { MaxCallSeconds = Number(s) },
        ["gap", var ms] => _turns with { Keys = _turns.Keys with { GapMilliseconds = Number(ms) } },
        ["words", var count] => _turns with { Interruption = _turns.Interruption with { Words = Number(count) } },
        ["sustained", var ms] => _turns with { Interruption = _turns.Interruption with { SustainedMilliseconds = Number(ms) } },
        ["resume", var ms] => _turns with { Interruption = _turns.Interruption with { ResumeMilliseconds = Number(ms) } },
        ["fixed"] => _turns with { Interruptible = false },
        ["wait"] => _turns with { PreemptiveReplies = false },
        _ => throw new ArgumentException($"There is no clause '{string.Join(' ', clause)}'.", nameof(clause)),
    };

    private void Say(string span, string? words)
    {
        string[] ends = span.Split('-');
        _call.Says(Number(ends[0]), Number(ends[1]), words);
    }

    private static int Index(string text) => Number(text.TrimEnd(']'));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
