using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Futwork.Realtime.Speech;

namespace Futwork.Benchmarks.Voice.Engines;

/// <summary>
/// A text-to-speech vendor in virtual time: real synthesised speech, so long after the request. Not one sample of it is zero, so
/// that on the line the agent's voice can be told from the agent's silence.
/// </summary>
internal sealed class DelayedVoice(SpokenSounds sounds, string voice, TimeProvider time, TimeSpan delay) : ITextToSpeech
{
    private readonly ConcurrentQueue<Task> _making = new();

    public string Name => "delayed";

    public TextToSpeechCapabilities Capabilities => new(WordTimings: true, sounds.Voices);

    /// <summary>Waits, in real time, until everything asked for is made: virtual time must not run ahead of it.</summary>
    public async Task CatchUpAsync()
    {
        while (_making.TryDequeue(out Task? making))
            await making;
    }

    public ValueTask<ISpeaker> OpenAsync(VoiceOptions options, CancellationToken cancellationToken) => ValueTask.FromResult<ISpeaker>(new Speaker(this));

    private async IAsyncEnumerable<SpeechAudio> SpeakAsync(string text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Task<SpeechAudio> making = sounds.MakeAsync(text, voice);
        _making.Enqueue(making);
        await Task.Delay(delay, time, cancellationToken);
        SpeechAudio made = await making;
        short[] pcm = made.Pcm.ToArray();
        pcm.AsSpan().Replace((short)0, (short)1);
        yield return made with { Pcm = pcm };
    }

    private sealed class Speaker(DelayedVoice voice) : ISpeaker
    {
        public IAsyncEnumerable<SpeechAudio> SpeakAsync(SpeechRequest request, CancellationToken cancellationToken) =>
            voice.SpeakAsync(request.Text, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
