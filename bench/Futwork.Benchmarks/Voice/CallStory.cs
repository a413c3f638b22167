using Futwork.Realtime.Conversation;

namespace Futwork.Benchmarks.Voice;

/// <summary>What happened in one call, second by second, for a person who looks into it.</summary>
internal static class CallStory
{
    public static string Of(SimulatedCallResult call)
    {
        IEnumerable<(double At, string What)> told =
        [
            .. call.Call.Agent.Select(a => (a.Start, $"{a.End,8:0.000}  agent sounds")),
            .. call.Call.Caller.Select(c => (c.When.Start, $"{c.When.End,8:0.000}  CALLER {c.Category}{(c.OverAgent ? ", over the agent" : "")}: {c.Line}")),
            .. call.Result.Transcript.Select(Line),
        ];
        return $"{call.Call.Name}: the model was asked {call.ModelRequests} times\n{string.Join('\n', told.OrderBy(t => t.At).Select(t => $"{t.At,8:0.000} {t.What}"))}\n";
    }

    private static (double At, string What) Line(TranscriptLine line) =>
        (line.Start.TotalSeconds, $"{line.End.TotalSeconds,8:0.000}    {(line.IsAgent ? "said" : "understood")}: {line.Text}{(line.Interrupted ? " (cut)" : "")}");
}
