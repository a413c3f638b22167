using Futwork.Realtime.Conversation.Spoken;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>Turns texts into sound on the playout queue, one after the other, each as soon as the one before is made.</summary>
internal sealed class Mouth(
    ITextToSpeech engine, AgentDefinition agent, PlayoutQueue queue, TimeProvider time, Action<Exception> failed) : IAsyncDisposable
{
    private static readonly TimeSpan FirstSoundDeadline = TimeSpan.FromSeconds(8);

    private readonly SpokenText _spoken = SpokenText.For(agent.Language);
    private readonly Dictionary<string, IReadOnlyList<SpeechAudio>> _prepared = new(StringComparer.Ordinal);
    private readonly List<Utterance> _open = [];
    private CancellationTokenSource _cancel = new();
    private Task _work = Task.CompletedTask;
    private ISpeaker? _speaker;

    private ISpeaker Speaker => _speaker ?? throw new InvalidOperationException("Open the mouth before it speaks.");

    /// <summary>Opens it, while the call rings.</summary>
    /// <exception cref="SpeechException">The engine cannot start.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken) =>
        _speaker = await engine.OpenAsync(agent.Voice.Options(agent.Language), cancellationToken);

    /// <summary>Makes the sound of a text ahead of time.</summary>
    public async Task PrepareAsync(string text, CancellationToken cancellationToken)
    {
        SpokenForm form = _spoken.Say(text);
        _prepared[text] = [.. (await Speaker.SpeakWholeAsync(form.Text, cancellationToken)).Select(form.InOriginal)];
    }

    /// <summary>Says a text after everything said before.</summary>
    public void Speak(int id, string text)
    {
        var utterance = new Utterance(id, text);
        queue.Add(utterance);
        _open.RemoveAll(u => u.IsCancelled || u.IsPlayed);
        _open.Add(utterance);
        if (!_prepared.Remove(text, out IReadOnlyList<SpeechAudio>? sound))
        {
            _work = MakeAsync(utterance, _work, time.GetTimestamp(), _cancel.Token);
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
        _cancel.Dispose();
        if (_speaker is { } speaker)
            await speaker.DisposeAsync();
    }

    private async Task MakeAsync(Utterance utterance, Task before, long ordered, CancellationToken cancelled)
    {
        await before;
        try
        {
            cancelled.ThrowIfCancellationRequested();
            using var late = new CancellationTokenSource(FirstSoundDeadline, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancelled, late.Token);
            SpokenForm form = _spoken.Say(utterance.Text);
            await foreach (SpeechAudio piece in Speaker.SpeakAsync(new SpeechRequest(form.Text), stop.Token))
            {
                late.CancelAfter(Timeout.InfiniteTimeSpan);
                if (!utterance.HasBegun && utterance.EngineTime == default)
                    utterance.EngineTime = time.GetElapsedTime(ordered);
                utterance.Append(form.InOriginal(piece));
            }

            utterance.Complete();
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            utterance.Complete();
        }
#pragma warning disable CA1031 // Whatever a vendor throws, the conversation must end in order.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failed(e);
        }
    }
}
