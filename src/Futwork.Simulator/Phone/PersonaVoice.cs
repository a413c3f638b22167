namespace Futwork.Simulator.Phone;

/// <summary>What a persona is saying: started on one thread, played by the media clock on another, one sentence at a time.</summary>
internal sealed class PersonaVoice
{
    private Sound? _sound;

    /// <summary>Something is being played.</summary>
    public bool IsSpeaking => Volatile.Read(ref _sound) is not null;

    /// <summary>Begins with the next frame, in place of what was being said.</summary>
    public void Start(ReadOnlyMemory<short> sound) => Volatile.Write(ref _sound, new Sound(sound));

    /// <summary>Plays the next frame.</summary>
    public void Play(Span<short> say)
    {
        if (Volatile.Read(ref _sound) is not { } sound)
            return;
        var rest = sound.Samples.Span[sound.Played..];
        var count = Math.Min(say.Length, rest.Length);
        rest[..count].CopyTo(say);
        sound.Played += count;
        if (count == rest.Length)
            Interlocked.CompareExchange(ref _sound, null, sound);
    }

    private sealed class Sound(ReadOnlyMemory<short> samples)
    {
        public ReadOnlyMemory<short> Samples { get; } = samples;

        public int Played { get; set; }
    }
}
