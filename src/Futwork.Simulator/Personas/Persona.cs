namespace Futwork.Simulator.Personas;

/// <summary>
/// Somebody, or something, that a call may reach. All times in milliseconds. (What has a default has a setter: source-generated
/// JSON loses the defaults of init-only properties.)
/// </summary>
internal sealed record Persona
{
    /// <summary>The name it is chosen by.</summary>
    public required string Name { get; init; }

    /// <summary>The two last digits of the numbers that reach it.</summary>
    public required string Number { get; init; }

    /// <summary>What it does, for people.</summary>
    public required string About { get; init; }

    /// <summary>How long it rings before it answers or refuses; 0 does not ring at all.</summary>
    public int RingMs { get; set; }

    /// <summary>Rings until the caller gives up.</summary>
    public bool NeverAnswers { get; set; }

    /// <summary>Refuses the call instead of answering it.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>The embedded voice it speaks with.</summary>
    public string Voice { get; set; } = "rms";

    /// <summary>What it says as soon as it has picked up.</summary>
    public string? Opening { get; set; }

    /// <summary>The three rising tones of a network's announcement before the opening (ITU-T E.180).</summary>
    public bool SpecialInformation { get; set; }

    /// <summary>A tone of 1 kHz after the opening, this long.</summary>
    public int BeepMs { get; set; }

    /// <summary>What it answers to what it heard; the first that fits counts.</summary>
    public IReadOnlyList<Reply> Replies { get; set; } = [];

    /// <summary>What it says to the first, second, … turn of the caller when no reply fits; the last one again and again.</summary>
    public IReadOnlyList<Remark> Otherwise { get; set; } = [];

    /// <summary>Another persona whose <see cref="Replies"/> and <see cref="Otherwise"/> it shares.</summary>
    public string? Like { get; set; }

    /// <summary>What it does while the caller is still speaking.</summary>
    public CutIn? CutIn { get; set; }

    /// <summary>How long the caller has to be quiet for its turn to be over.</summary>
    public int TurnEndMs { get; set; } = 700;

    /// <summary>How long it thinks before it speaks.</summary>
    public int ThinkMs { get; set; } = 300;

    /// <summary>How long nobody may speak before it hangs up.</summary>
    public int PatienceMs { get; set; } = 30_000;
}

/// <summary>A refusal, as the line signals it.</summary>
/// <param name="Status">The final SIP status.</param>
/// <param name="Reason">Its reason phrase.</param>
/// <param name="Cause">The Q.850 cause for the Reason header (RFC 3326), if any.</param>
/// <param name="RetryAfterSeconds">The Retry-After header, if any.</param>
internal sealed record Refusal(int Status, string Reason, int? Cause = null, int? RetryAfterSeconds = null);

/// <summary>An answer to something heard.</summary>
/// <param name="To">Words, one of which has to be in what was heard.</param>
/// <param name="Say">The answer.</param>
/// <param name="Again">Says once more what it said last, instead of <paramref name="Say"/>.</param>
/// <param name="HangUp">Hangs up after it.</param>
internal sealed record Reply(IReadOnlyList<string> To, string? Say = null, bool Again = false, bool HangUp = false);

/// <summary>Something said.</summary>
/// <param name="Say">The words; null says nothing.</param>
/// <param name="HangUp">Hangs up after it.</param>
internal sealed record Remark(string? Say = null, bool HangUp = false)
{
    /// <summary>Nothing is said, nothing is done.</summary>
    public static readonly Remark Nothing = new();
}

/// <summary>What a persona does while the caller speaks; once in a call.</summary>
/// <param name="Turn">In which turn of the caller, 1 being the first.</param>
/// <param name="AfterMs">How long after that turn began.</param>
/// <param name="Say">Talks over the caller with these words; null says nothing.</param>
/// <param name="HangUp">Hangs up, after the words if there are any.</param>
internal sealed record CutIn(int Turn, int AfterMs, string? Say = null, bool HangUp = false);
