using Futwork.Realtime;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Turns;
using Futwork.Simulator.Personas;

namespace Futwork.Simulator.Phone;

/// <summary>
/// One persona talking: it hears chunk by chunk, decides by its script, and speaks. Its only clock is the sound, so it needs
/// no thread, no timer and no waiting.
/// </summary>
/// <param name="persona">Who talks.</param>
/// <param name="ears">How it hears.</param>
/// <param name="voice">How it speaks.</param>
/// <param name="lines">The sound of its sentences.</param>
/// <param name="tell">Told of what was heard and said.</param>
internal sealed class PersonaTalk(Persona persona, AgentEars ears, PersonaVoice voice, SpokenLines lines, Action<LineEvent, string> tell)
{
    private readonly PersonaScript _script = new(persona);
    private Task<short[]>? _next;
    private int _thinkMs;
    private int _quietMs;
    private int _spokeInTurn;
    private bool _wordsAwaited;
    private bool _hangUpAfter;

    /// <summary>The persona has hung up.</summary>
    public bool HasHungUp { get; private set; }

    /// <summary>Picks up.</summary>
    public void Begin()
    {
        if (persona.Opening is { } opening)
            _next = OpeningAsync(opening);
    }

    /// <summary>Hears the next chunk, and does what follows from it.</summary>
    /// <param name="chunk">Its sound.</param>
    /// <param name="change">What it changed in the voice activity.</param>
    public void Hear(ReadOnlySpan<short> chunk, VoiceChange change)
    {
        var chunkMs = chunk.Length * 1000 / PhoneAudio.SampleRate;
        if (ears.Hear(chunk, change))
            TurnOver();
        CutIn();
        Answer();
        Speak(chunkMs);
        MindThePatience(chunkMs);
    }

    // A turn that the persona talked over gets no answer on top.
    private void TurnOver()
    {
        _wordsAwaited = _spokeInTurn != ears.Turns.Turn;
        if (!_wordsAwaited)
            ears.Forget();
    }

    private bool IsSpeaking => voice.IsSpeaking || _next is not null;

    private void CutIn()
    {
        if (ears.Turns.TurnMs is not { } milliseconds || _script.Hearing(ears.Turns.Turn, milliseconds) is not { } remark)
            return;
        Perform(remark, thinkMs: 0);
    }

    private void Answer()
    {
        if (!_wordsAwaited || !ears.TryTakeWords(out var words))
            return;
        _wordsAwaited = false;
        tell(LineEvent.Heard, words);
        Perform(_script.Heard(words), persona.ThinkMs);
    }

    private void Perform(Remark remark, int thinkMs)
    {
        _spokeInTurn = ears.Turns.TurnMs is null ? _spokeInTurn : ears.Turns.Turn;
        _hangUpAfter |= remark.HangUp;
        if (remark.Say is not { } words)
        {
            HasHungUp |= remark.HangUp;
            return;
        }

        _thinkMs = thinkMs;
        _next = lines.SayAsync(persona.Voice, words);
        tell(LineEvent.Say, words);
    }

    private void Speak(int chunkMs)
    {
        _thinkMs -= chunkMs;
        if (_next is { IsCompleted: true } sound && _thinkMs <= 0)
        {
            _next = null;
            // A voice that failed hangs up: a test must not wait for a persona that cannot speak.
            HasHungUp |= !sound.IsCompletedSuccessfully;
            if (sound.IsCompletedSuccessfully)
                voice.Start(sound.Completed());
        }
        else if (_hangUpAfter && !IsSpeaking)
        {
            HasHungUp = true;
        }
    }

    private void MindThePatience(int chunkMs)
    {
        _quietMs = ears.Turns.TurnMs is not null || IsSpeaking ? 0 : _quietMs + chunkMs;
        HasHungUp |= _quietMs >= persona.PatienceMs;
    }

    private async Task<short[]> OpeningAsync(string opening)
    {
        tell(LineEvent.Say, opening);
        short[] words = await lines.SayAsync(persona.Voice, opening);
        short[] before = persona.SpecialInformation ? SpokenLines.SpecialInformation() : [];
        return [.. before, .. words, .. SpokenLines.Beep(persona.BeepMs)];
    }
}
