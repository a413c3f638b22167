namespace Futwork.Simulator.Phone;

/// <summary>What the line itself saw: one moment of one call.</summary>
internal sealed record LineEntry
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What.</summary>
    public required LineEvent Event { get; init; }

    /// <summary>The call's id on the wire (SIP Call-ID).</summary>
    public required string Call { get; init; }

    /// <summary>The number that called.</summary>
    public required string From { get; init; }

    /// <summary>The number that was dialled.</summary>
    public required string To { get; init; }

    /// <summary>Who is behind that number.</summary>
    public required string Persona { get; init; }

    /// <summary>The SIP status of a refusal.</summary>
    public int? Status { get; init; }

    /// <summary>The words heard or said.</summary>
    public string? Text { get; init; }

    /// <summary>Who ended the call: <c>caller</c>, <c>persona</c> or <c>line</c>.</summary>
    public string? By { get; init; }

    /// <summary>The address that the INVITE came from, where it was asked for.</summary>
    public string? Source { get; init; }

    /// <summary>The INVITE's <c>X-Call-Reference</c>, where it has one: what the caller calls this call.</summary>
    public string? Reference { get; init; }
}

/// <summary>The moments of a call.</summary>
internal enum LineEvent
{
    /// <summary>The INVITE arrived.</summary>
    Invite,

    /// <summary>180 Ringing was sent.</summary>
    Ring,

    /// <summary>200 OK was sent.</summary>
    Answer,

    /// <summary>A refusal was sent.</summary>
    Refuse,

    /// <summary>The caller gave up while it rang.</summary>
    Cancel,

    /// <summary>A turn of the caller is over.</summary>
    Heard,

    /// <summary>The persona begins to speak.</summary>
    Say,

    /// <summary>A key was pressed by the caller.</summary>
    Digit,

    /// <summary>The answered call is over.</summary>
    End,
}
