using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Metering;

/// <summary>Counts what one engine does for one call; from any thread.</summary>
internal sealed class UsageCounter
{
    private int _requests;
    private int _failures;
    private long _samples;
    private long _characters;
    private long _inputTokens;
    private long _outputTokens;

    public void AddRequest() => Interlocked.Increment(ref _requests);

    public void AddFailure() => Interlocked.Increment(ref _failures);

    public void AddAudio(int samples) => Interlocked.Add(ref _samples, samples);

    public void AddCharacters(int characters) => Interlocked.Add(ref _characters, characters);

    public void AddTokens(long inputTokens, long outputTokens)
    {
        Interlocked.Add(ref _inputTokens, inputTokens);
        Interlocked.Add(ref _outputTokens, outputTokens);
    }

    /// <summary>What was counted, of what this kind of engine counts.</summary>
    public EngineUsage Read(EngineUsage of) => of with
    {
        Requests = Volatile.Read(ref _requests),
        Failures = Volatile.Read(ref _failures),
        AudioSeconds = of.Kind == EngineUsage.LanguageModel ? null : Math.Round(Interlocked.Read(ref _samples) / (double)PhoneAudio.SampleRate, 3),
        Characters = of.Kind == EngineUsage.TextToSpeech ? Interlocked.Read(ref _characters) : null,
        InputTokens = of.Kind == EngineUsage.LanguageModel ? Interlocked.Read(ref _inputTokens) : null,
        OutputTokens = of.Kind == EngineUsage.LanguageModel ? Interlocked.Read(ref _outputTokens) : null,
    };
}
