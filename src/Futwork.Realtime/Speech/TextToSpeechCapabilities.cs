namespace Futwork.Realtime.Speech;

/// <summary>What a text-to-speech engine can do.</summary>
/// <param name="WordTimings">Its sound comes with the time of each word.</param>
/// <param name="Voices">The voices it has; empty when the vendor knows more than a list could hold, and any name is passed on.</param>
public sealed record TextToSpeechCapabilities(bool WordTimings, IReadOnlyList<Voice> Voices)
{
    /// <summary>It does not speak without a key.</summary>
    public bool NeedsKey { get; init; }

    /// <summary>The voice has to be named, since there is no default.</summary>
    public bool NeedsVoice { get; init; }

    /// <summary>The models it is known to have, the default first; a name that is not in the list is passed on. Empty: it has no choice of models.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>BCP 47 tags that any of its voices speaks; empty: each voice says what it speaks, or any.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];
}

/// <summary>A voice.</summary>
/// <param name="Name">The engine's name for it.</param>
/// <param name="Languages">BCP 47 tags it speaks.</param>
public sealed record Voice(string Name, IReadOnlyList<string> Languages);
