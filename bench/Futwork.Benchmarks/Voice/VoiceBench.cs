using System.Diagnostics;
using System.Text.Json;
using Futwork.Benchmarks.Phone;
using Futwork.Benchmarks.Voice.Callers;
using Futwork.Benchmarks.Voice.Engines;
using Futwork.Benchmarks.Voice.Scoring;

namespace Futwork.Benchmarks.Voice;

/// <summary>Scores the conversation: scripted callers over the phone channel, in virtual time, judged by who sounded when.</summary>
internal static class VoiceBench
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Runs what the options ask for.</summary>
    public static async Task RunAsync(VoiceBenchOptions options)
    {
        var sounds = new SpokenSounds();
        ChannelSettings channel = options.Clean ? ChannelSettings.Clean : new ChannelSettings();
        long began = Stopwatch.GetTimestamp();
        var calls = new List<RecordedCall>();
        foreach (CallScript script in ScriptSet.Of(options.Calls, options.HeldOut).Where(s => options.Seed is not { } seed || s.Seed == seed))
        {
            SimulatedCallResult call = await SimulatedCall.PlayAsync(script, channel, sounds, options.Shape, options.Listen is not null);
            calls.Add(call.Call);
            if (options.Listen is { } path)
            {
                call.Sound!.Save(path);
                Console.WriteLine(CallStory.Of(call));
                break;
            }
        }

        VoiceScore score = VoiceScore.Of(calls);
        if (options.Misses)
            Console.WriteLine(string.Join('\n', calls.SelectMany(MomentOutcome.Of).Where(m => !m.IsGood)));
        Console.WriteLine(options.Json ? JsonSerializer.Serialize(new { figures = Figure.All(score), score }, Indented) : VoiceReport.Of(score));
        if (!options.Json)
            Console.WriteLine($"  {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s of real time");
    }
}
