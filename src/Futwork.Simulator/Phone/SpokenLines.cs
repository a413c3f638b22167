using System.Collections.Concurrent;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation.Spoken;
using Futwork.Realtime.Speech;

namespace Futwork.Simulator.Phone;

/// <summary>The sentences of all personas as sound, each made once, since a thousand calls say the same.</summary>
internal sealed class SpokenLines(ITextToSpeech voice)
{
    private const string Language = "en-IN";
    private const double BeepHertz = 1000;
    private const double BeepAmplitude = 8000;
    private const int SpecialToneMs = 330;
    private static readonly SpokenText Spoken = SpokenText.For(Language);
    private readonly ConcurrentDictionary<(string Voice, string Text), Lazy<Task<short[]>>> _spoken = new();

    /// <summary>The sound of a sentence.</summary>
    /// <exception cref="SpeechException">The voice is missing; says what would help.</exception>
    public Task<short[]> SayAsync(string voiceName, string text) =>
        _spoken.GetOrAdd((voiceName, text), key => new Lazy<Task<short[]>>(() => MakeAsync(key.Voice, key.Text))).Value;

    /// <summary>The tone of an answering machine.</summary>
    public static short[] Beep(int milliseconds) => Tone(BeepHertz, milliseconds);

    /// <summary>The tones before an announcement of the network.</summary>
    public static short[] SpecialInformation() =>
        [.. Tone(950, SpecialToneMs), .. Tone(1400, SpecialToneMs), .. Tone(1800, SpecialToneMs)];

    private static short[] Tone(double hertz, int milliseconds)
    {
        var tone = new short[PhoneAudio.Samples(TimeSpan.FromMilliseconds(milliseconds))];
        for (var i = 0; i < tone.Length; i++)
            tone[i] = (short)(BeepAmplitude * Math.Sin(2 * Math.PI * hertz * i / PhoneAudio.SampleRate));
        return tone;
    }

    private async Task<short[]> MakeAsync(string voiceName, string text) =>
        (await voice.SpeakWholeAsync(new VoiceOptions(Language, voiceName), Spoken.Say(text).Text, CancellationToken.None)).Samples();
}
