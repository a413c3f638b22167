using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Tests.Providers;

/// <summary>What was understood of one utterance: all results up to the one that ends its speech.</summary>
internal sealed record Understood(string Text, IReadOnlyList<RecognitionResult> Results)
{
    public RecognitionResult Last => Results[^1];
}

/// <summary>The ears under test, fed as a call feeds them: sound all the time, and the beginnings and ends of speech in between.</summary>
internal sealed class Hearing(IRecognition ears) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly int QuietAfter = PhoneAudio.Samples(TimeSpan.FromMilliseconds(700));
    private readonly TakenWords _taken = new();

    public IRecognition Ears => ears;

    /// <summary>Samples heard so far.</summary>
    public long Written { get; private set; }

    /// <summary>Plays a sound of <see cref="CallerVoice"/>, and the quiet that follows on any line.</summary>
    public void Utter(short[] sound)
    {
        CallerVoice.Utter(ears, sound);
        Written += sound.Length;
        Quiet();
    }

    /// <summary>Nobody speaks for a while.</summary>
    public void Quiet()
    {
        var quiet = new short[PhoneAudio.FrameSamples];
        for (var i = 0; i < QuietAfter; i += quiet.Length)
            ears.Write(quiet);
        Written += QuietAfter;
    }

    public async Task<Understood> UnderstandAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var results = new List<RecognitionResult>();
        var words = new List<string>();
        do
        {
            var result = _taken.Without(await ears.Results.ReadAsync(patience.Token));
            results.Add(result);
            if (result.IsFinal)
                words.Add(result.Text);
        }
        while (!results[^1].EndsSpeech);
        if (!results[^1].IsFinal)
        {
            words.Add(results[^1].Text);
            _taken.Take(results[^1].Text);
        }

        return new Understood(string.Join(' ', words.Where(text => text.Length > 0)), results);
    }

    public ValueTask DisposeAsync() => ears.DisposeAsync();
}
