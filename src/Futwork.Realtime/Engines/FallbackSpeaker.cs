using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Engines;

/// <summary>The mouth of one call, whichever of several it is at the moment. Those that follow are opened once they are needed.</summary>
internal sealed class FallbackSpeaker(FallbackTextToSpeech all, TimeProvider time) : ISpeaker
{
    /// <summary>The longest pause of an engine that somebody can follow, before its first sound and between two pieces.</summary>
    private static readonly TimeSpan SoundDeadline = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<TextToSpeechChoice, Task<ISpeaker>> _open = new();
    private readonly ConcurrentDictionary<object, double> _pace = new();

    /// <summary>The text of which a mouth made no sound, as long as it has made none since.</summary>
    private readonly ConcurrentDictionary<TextToSpeechChoice, string> _silent = new();

    private readonly CancellationTokenSource _over = new();

    public IReadOnlyList<string?> Makers
    {
        get
        {
            IReadOnlyList<TextToSpeechChoice> order = all.Order();
            return [.. order.Select((_, i) => MakerOf(order.Take(i + 1)))];
        }
    }

    /// <summary>Opens one of them, for all that is still to be said: whoever waits for it may give up, and it goes on being opened.</summary>
    public Task<ISpeaker> OpenAsync(TextToSpeechChoice choice)
    {
        if (_open.TryGetValue(choice, out Task<ISpeaker>? known) && known is { IsCompleted: true, IsCompletedSuccessfully: false })
            _open.TryRemove(KeyValuePair.Create(choice, known));
        return _open.GetOrAdd(choice, _ => choice.Engine.OpenAsync(choice.Options, _over.Token).AsTask());
    }

    public async IAsyncEnumerable<SpeechAudio> SpeakAsync(SpeechRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var spoken = new SpokenProgress(request.Text);
        Exception? failure = null;
        List<TextToSpeechChoice> without = [];
        IReadOnlyList<TextToSpeechChoice> order = all.Order();
        foreach ((int i, TextToSpeechChoice choice) in order.Index())
        {
            TimeSpan patience = all.HasOthers || i + 1 < order.Count ? SoundDeadline : Timeout.InfiniteTimeSpan;
            if (failure is SpeechException { Kind: SpeechFailure.Credentials or SpeechFailure.Refused } && !all.HasOthers)
                break;
            using var late = new CancellationTokenSource(patience, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
            await using IAsyncEnumerator<SpeechAudio> pieces = SpeakAsync(choice, spoken.Rest(request), stop.Token).GetAsyncEnumerator(stop.Token);
            string maker = MakerOf([.. without, choice]);
            SpeechAudio? piece;
            while (((piece, failure) = await NextAsync(pieces, cancellationToken)) is (not null, null))
            {
                late.CancelAfter(patience);
                SpeechAudio placed = spoken.Add(piece!);
                if (!placed.Pcm.IsEmpty || placed.Words.Count > 0)
                    yield return placed with { MadeBy = maker };
            }

            // Silence would be believed to have been heard. The last one has no voice for the text, which is no reason to end the call.
            if (failure is null && spoken.IsSilent && i + 1 < order.Count)
            {
                if (IsExcused(choice, request.Text))
                {
                    without.Add(choice);
                    continue;
                }

                failure = new SpeechException("The voice made no sound of two texts, one after the other.");
            }

            if (failure is null)
            {
                Worked(choice, spoken);
                yield break;
            }

            Failed(choice, failure);
            if (!spoken.BreakOff(_pace.TryGetValue(choice.Key, out double pace) ? pace : null))
                continue;
            // The last sounds may be missing: it must not be kept as anybody's.
            yield return new SpeechAudio(ReadOnlyMemory<short>.Empty, []);
            yield break;
        }

        throw failure!;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        foreach (TextToSpeechChoice choice in _open.Keys)
            await CloseAsync(choice);
        _over.Dispose();
    }

    /// <summary>The last of them, for the others have no sound for the text: whoever asks others first hears another voice.</summary>
    private static string MakerOf(IEnumerable<TextToSpeechChoice> choices) => string.Join(", else ", choices.Select(choice => choice.Sound));

    private async IAsyncEnumerable<SpeechAudio> SpeakAsync(TextToSpeechChoice choice, SpeechRequest request, [EnumeratorCancellation] CancellationToken stop)
    {
        ISpeaker speaker = await OpenAsync(choice).WaitAsync(stop);
        await foreach (SpeechAudio piece in speaker.SpeakAsync(request, stop))
            yield return piece;
    }

    private static async ValueTask<(SpeechAudio? Piece, Exception? Failure)> NextAsync(IAsyncEnumerator<SpeechAudio> pieces, CancellationToken cancellationToken)
    {
        try
        {
            return (await pieces.MoveNextAsync() ? pieces.Current : null, null);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, new SpeechException("The voice made no sound in time.", e) { Kind = SpeechFailure.TimedOut });
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, e);
        }
    }

    private void Worked(TextToSpeechChoice choice, SpokenProgress spoken)
    {
        all.Worked(choice);
        if (spoken.SamplesPerCharacter is not { } pace)
            return;
        _pace[choice.Key] = pace;
        _silent.TryRemove(choice, out _);
    }

    private void Failed(TextToSpeechChoice choice, Exception failure)
    {
        all.Failed(choice, failure);
        _silent.TryRemove(choice, out _);
        _ = CloseAsync(choice);
    }

    /// <summary>It has no voice for one text, as of another script: the next speaks that. A second text in a row is a failure.</summary>
    private bool IsExcused(TextToSpeechChoice choice, string text) => _silent.GetOrAdd(choice, text) == text;

    private async Task CloseAsync(TextToSpeechChoice choice)
    {
        if (!_open.TryRemove(choice, out Task<ISpeaker>? opening))
            return;
        try
        {
            await (await opening).DisposeAsync();
        }
        catch (Exception)
        {
            // It is not used again; one that could not be opened needs no closing.
        }
    }
}
