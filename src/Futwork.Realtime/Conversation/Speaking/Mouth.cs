using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Conversation.Spoken;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>Turns texts into sound on the playout queue, one after the other, each as soon as the one before is made.</summary>
internal sealed class Mouth(ConversationSetup setup, PlayoutQueue queue, Action<Exception> failed) : IAsyncDisposable
{
    /// <summary>How often a text is made ahead of time at most: where a voice breaks in it, the next one makes it whole.</summary>
    private const int Attempts = 2;

    private static readonly TimeSpan FirstSoundDeadline = TimeSpan.FromSeconds(8);

    private readonly ITextToSpeech _engine = setup.TextToSpeech;
    private readonly VoiceOptions _voice = setup.Agent.Voice.Options(setup.Agent.Language);
    private readonly SpokenText _spoken = SpokenText.For(setup.Agent.Language);
    private readonly SpeechCache _kept = setup.SpeechCache ?? new SpeechCache();
    private readonly List<Utterance> _open = [];
    private CancellationTokenSource _cancel = new();
    private Task _work = Task.CompletedTask;
    private Task _ready = Task.CompletedTask;
    private ISpeaker? _speaker;

    private ISpeaker Speaker => _speaker ?? throw new InvalidOperationException("Open the mouth before it speaks.");

    /// <summary>Opens it, while the call rings.</summary>
    /// <exception cref="SpeechException">The engine cannot start.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken) => _speaker = await _engine.OpenAsync(_voice, cancellationToken);

    /// <summary>Makes the sound of a text ahead of time, unless it is kept from before.</summary>
    public async Task PrepareAsync(string text, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts && !HasKept(text); attempt++)
        {
            SpokenForm form = _spoken.Say(text);
            IReadOnlyList<SpeechAudio> sound = await Speaker.SpeakWholeAsync(form.Text, cancellationToken);
            Keep(text, [.. sound.Select(form.InOriginal)]);
        }
    }

    /// <summary>Makes the sound of a text meanwhile, so that it can be said even when the engine fails. Once for all calls: without a shared cache, not at all.</summary>
    public void KeepReady(string text)
    {
        if (setup.SpeechCache is not null && !HasKept(text))
            _ready = TryPrepareAsync(text);
    }

    /// <summary>The sound of a text is there.</summary>
    public bool HasKept(string text) => Kept(text) is not null;

    /// <summary>Says a text after everything said before.</summary>
    public void Speak(int id, int replyId, Reply.Say say)
    {
        var utterance = new Utterance(id, say.Text, replyId);
        queue.Add(utterance);
        _open.RemoveAll(u => u.IsCancelled || u.IsPlayed);
        _open.Add(utterance);
        if (Kept(say.Text) is not { } sound)
        {
            _work = MakeAsync(utterance, say.IsFixed, _work, _cancel.Token);
            return;
        }

        foreach (SpeechAudio piece in sound)
            utterance.Append(piece);
        utterance.Complete();
    }

    /// <summary>Leaves out an utterance that has not begun.</summary>
    public void Drop(int id) => _open.Find(u => u.Id == id)?.Cancel();

    /// <summary>Stops for good what plays and what was to follow.</summary>
    public void Silence()
    {
        foreach (Utterance utterance in _open)
            utterance.Cancel();
        _open.Clear();
        _cancel.Cancel();
        _cancel.Dispose();
        _cancel = new CancellationTokenSource();
    }

    public async ValueTask DisposeAsync()
    {
        _cancel.Cancel();
        await _work;
        await _ready;
        _cancel.Dispose();
        if (_speaker is { } speaker)
            await speaker.DisposeAsync();
    }

    private async Task TryPrepareAsync(string text)
    {
        try
        {
            await PrepareAsync(text, _cancel.Token);
        }
        catch (Exception)
        {
            // It was only a precaution; what is said for good reports its own failures.
        }
    }

    private async Task MakeAsync(Utterance utterance, bool isFixed, Task before, CancellationToken cancelled)
    {
        long ordered = setup.Time.GetTimestamp();
        await before;
        try
        {
            cancelled.ThrowIfCancellationRequested();
            if (!utterance.IsCancelled)
                await MakeAsync(utterance, isFixed, ordered, cancelled);
            utterance.Complete();
        }
        // What was to follow in it is never heard: it is not complete, however much of what there is was played.
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            utterance.Cancel();
        }
        // Whatever a vendor throws, the conversation must end in order.
        catch (Exception e)
        {
            utterance.Cancel();
            failed(e);
        }
    }

    private async Task MakeAsync(Utterance utterance, bool isFixed, long ordered, CancellationToken cancelled)
    {
        using var late = new CancellationTokenSource(FirstSoundDeadline, setup.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancelled, late.Token);
        SpokenForm form = _spoken.Say(utterance.Text);
        List<SpeechAudio>? whole = isFixed ? [] : null;
        await foreach (SpeechAudio made in Speaker.SpeakAsync(new SpeechRequest(form.Text), stop.Token))
        {
            late.CancelAfter(Timeout.InfiniteTimeSpan);
            if (!utterance.HasBegun && utterance.EngineTime == default)
                utterance.EngineTime = setup.Time.GetElapsedTime(ordered);
            SpeechAudio piece = form.InOriginal(made);
            whole?.Add(piece);
            utterance.Append(piece);
        }

        if (whole is not null)
            Keep(utterance.Text, whole);
    }

    /// <summary>The sound as whoever would speak now makes it.</summary>
    private IReadOnlyList<SpeechAudio>? Kept(string text) =>
        Speaker.Makers.Select(maker => _kept.Find(Key(maker, text))).FirstOrDefault(sound => sound is not null);

    /// <summary>As the sound of whoever made it; what several made, one after the other, or what broke off, is nobody's.</summary>
    private void Keep(string text, IReadOnlyList<SpeechAudio> sound)
    {
        if (sound.Select(piece => piece.MadeBy).Distinct().ToArray() is [var maker])
            _kept.Keep(Key(maker, text), sound);
    }

    private SpeechKey Key(string? maker, string text) => new(maker ?? _engine.Name, _voice, text);
}
