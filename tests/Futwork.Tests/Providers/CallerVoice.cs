using Futwork.Providers.Local;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Providers;

/// <summary>A caller made of the local voices, at the far end of a telephone line.</summary>
internal static class CallerVoice
{
    private static readonly LocalTextToSpeech Voices = new();
    private static readonly int Pause = PhoneAudio.Samples(TimeSpan.FromMilliseconds(400));

    /// <summary>The text as it arrives, with a pause before and after it.</summary>
    public static async Task<short[]> SayAsync(string text, string voice = "rms")
    {
        return TelephoneLine.Carry([.. new short[Pause], .. await PlainAsync(text, voice), .. new short[Pause]]);
    }

    /// <summary>The text as it is spoken, from its first sound to its last.</summary>
    public static async Task<short[]> PlainAsync(string text, string voice = "rms") =>
        (await Voices.SpeakWholeAsync(new VoiceOptions("en", voice), text, TestContext.Current.CancellationToken)).Samples();

    /// <summary>Plays a sound into a recognition in frames of 20 ms, speech being noticed <paramref name="noticed"/> samples late.</summary>
    public static void Utter(IRecognition recognition, ReadOnlySpan<short> sound, int noticed = 800)
    {
        var started = false;
        for (var at = 0; at < sound.Length; at += PhoneAudio.FrameSamples)
        {
            recognition.Write(sound.Slice(at, Math.Min(PhoneAudio.FrameSamples, sound.Length - at)));
            if (started || at < Pause + noticed)
                continue;
            recognition.SpeechStarted(noticed);
            started = true;
        }

        recognition.SpeechEnded();
    }

    /// <summary>Everything recognised up to the next final result, which is the last of them.</summary>
    public static async Task<List<RecognitionResult>> HearAsync(IRecognition recognition)
    {
        var results = new List<RecognitionResult>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (results is [] || !results[^1].IsFinal)
            results.Add(await recognition.Results.ReadAsync(patience.Token));
        return results;
    }
}
