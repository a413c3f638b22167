namespace Futwork.Realtime.Speech;

/// <summary>What a speech-to-text engine can do.</summary>
/// <param name="NeedsVoiceActivity">It relies on <see cref="IRecognition.SpeechStarted"/> and <see cref="IRecognition.SpeechEnded"/>; otherwise it listens continuously.</param>
/// <param name="Partials">It sends results while the person speaks.</param>
/// <param name="UsesExpectations">It recognises only, or better, what it was told to expect.</param>
/// <param name="Languages">BCP 47 language tags; empty means any.</param>
public sealed record SpeechToTextCapabilities(bool NeedsVoiceActivity, bool Partials, bool UsesExpectations, IReadOnlyList<string> Languages)
{
    /// <summary>99 of 100 final results come within this time of the true end of speech; null where nobody has measured it.</summary>
    public TimeSpan? TimeToFinal99 { get; init; }

    /// <summary>Its results carry the vendor's own judgement of the turn (<see cref="RecognitionResult.Turn"/>).</summary>
    public bool EndOfTurn { get; init; }

    /// <summary>It does not listen without a key.</summary>
    public bool NeedsKey { get; init; }

    /// <summary>The models it is known to have, the default first; a name that is not in the list is passed on. Empty: it has no choice of models.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];
}
