using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Simulator.Phone;

/// <summary>How a persona hears the caller: by voice activity its turns and, where there is a recogniser, its words.</summary>
/// <param name="turnEndMs">How long the caller has to be quiet for its turn to be over.</param>
/// <param name="recognition">The recogniser of this call; null listens by voice activity only.</param>
internal sealed class AgentEars(int turnEndMs, IRecognition? recognition)
{
    private const int WaitForWordsMs = 1500;
    // The gate reports a beginning after two voiced chunks.
    private const int ConfirmingSamples = 2 * VoiceGate.ChunkSamples;
    private readonly List<string> _words = [];
    private int _awaited;
    private int _forgotten;

    /// <summary>The turns of the caller.</summary>
    public AgentTurns Turns { get; } = new(turnEndMs);

    /// <summary>Hears the next chunk.</summary>
    /// <param name="chunk">Its sound.</param>
    /// <param name="change">What it changed in the voice activity.</param>
    /// <returns>The caller's turn is over.</returns>
    public bool Hear(ReadOnlySpan<short> chunk, VoiceChange change)
    {
        recognition?.Write(chunk);
        if (change is VoiceChange.Started)
            recognition?.SpeechStarted(ConfirmingSamples + chunk.Length);
        if (change is VoiceChange.Ended && recognition is not null)
        {
            recognition.SpeechEnded();
            _awaited++;
        }

        return Turns.Next(change, chunk.Length);
    }

    /// <summary>Takes the words of a turn that is over.</summary>
    /// <param name="words">All that was understood of it; empty when nothing was, or when nobody listens for words.</param>
    /// <returns>False while the recogniser is still at it.</returns>
    public bool TryTakeWords(out string words)
    {
        while (recognition is not null && recognition.Results.TryRead(out var result))
        {
            Take(result);
        }

        words = "";
        if (_awaited > 0 && Turns.QuietMs < turnEndMs + WaitForWordsMs)
            return false;
        words = string.Join(' ', _words.Where(w => w.Length > 0));
        Forget();
        return true;
    }

    /// <summary>The words of this turn are of no interest, those still to come included.</summary>
    public void Forget()
    {
        _words.Clear();
        (_forgotten, _awaited) = (_forgotten + _awaited, 0);
    }

    private void Take(RecognitionResult result)
    {
        if (_forgotten > 0)
        {
            _forgotten -= result.EndsSpeech ? 1 : 0;
            return;
        }

        _awaited = Math.Max(0, _awaited - (result.EndsSpeech ? 1 : 0));
        if (result.IsFinal)
            _words.Add(result.Text);
    }
}
