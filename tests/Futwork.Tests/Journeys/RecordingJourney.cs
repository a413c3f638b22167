using Futwork.Providers.Local.Sphinx;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Tests.Journeys;

/// <summary>The recording, listened to by the embedded engines: both voices are in it, each on its side.</summary>
[Collection(SqliteJourneys.Name), Trait("kind", "journey")]
public sealed class RecordingJourney(SqliteCalls calls)
{
    /// <summary>Samples of silence that end a stretch of speech.</summary>
    private const int HangOver = 4000;

    [Fact]
    public async Task The_agent_is_on_the_left_and_the_person_on_the_right()
    {
        var recording = calls.With("interested").Recording();

        recording.Channels.ShouldBe(2);
        recording.SampleRate.ShouldBe(8000);
        recording.Duration.TotalSeconds.ShouldBe(calls.With("interested").Duration, 3.0);
        (await HeardAsync(recording.Channel(0))).ShouldContain("health check");
        (await HeardAsync(recording.Channel(1))).ShouldContain("yes");
    }

    private static async Task<string> HeardAsync(short[] sound)
    {
        var ears = new SphinxSpeechToText(TimeProvider.System);
        await using var recognition = await ears.OpenAsync(
            new RecognitionOptions("en-IN", new Expectation
            {
                Phrases =
                [
                    "your yearly health check in pune is due and it is free of charge shall i book it for you",
                    "hello am i speaking with", "which day suits you", "yes please", "yes speaking", "yes that is right", "tomorrow", "two",
                ],
                Content = ExpectedContent.YesNo | ExpectedContent.FreeText,
            }), CancellationToken.None);
        var words = new List<string>();
        var detector = new SileroVad(PhoneAudio.SampleRate);
        var silent = 0;
        var speaking = false;
        foreach (var chunk in sound.Chunk(detector.ChunkSamples).Where(chunk => chunk.Length == detector.ChunkSamples))
        {
            recognition.Write(chunk);
            silent = detector.Probability(chunk) > 0.4f ? 0 : silent + chunk.Length;
            if (!speaking && silent == 0)
                recognition.SpeechStarted(chunk.Length);
            if (speaking && silent > HangOver)
            {
                recognition.SpeechEnded();
                words.Add(await NextFinalAsync(recognition));
            }

            speaking = silent == 0 || (speaking && silent <= HangOver);
        }

        return string.Join(" | ", words);
    }

    private static async Task<string> NextFinalAsync(IRecognition recognition)
    {
        RecognitionResult result;
        do
        {
            result = await recognition.Results.ReadAsync();
        }
        while (!result.IsFinal);
        return result.Text;
    }
}
