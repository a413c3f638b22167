namespace Futwork.Realtime.Telephony;

/// <summary>
/// What the network announces instead of an answer: by the special information tones before it, or in words. Of the tones ITU-T E.180 knows only that there is an
/// announcement; in North America the length and pitch of the first two tell which (Telcordia SR-2275 section 6.21).
/// </summary>
public enum NetworkAnnouncement
{
    /// <summary>There is one, of any kind.</summary>
    Unspecified,

    /// <summary>There is no such number.</summary>
    VacantNumber,

    /// <summary>The number was changed or is out of service.</summary>
    Intercept,

    /// <summary>The call was dialled incompletely, or equipment failed.</summary>
    Reorder,

    /// <summary>All circuits are busy.</summary>
    NoCircuit,

    /// <summary>The phone is switched off, or out of reach.</summary>
    PhoneUnreachable,

    /// <summary>The number takes no calls for now: barred, suspended, or out of service for a time.</summary>
    Barred,

    /// <summary>Whoever is called does not answer.</summary>
    NoReply,

    /// <summary>Whoever is called is busy, or on another call.</summary>
    Busy,
}
