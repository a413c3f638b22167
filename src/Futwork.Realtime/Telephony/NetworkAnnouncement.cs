namespace Futwork.Realtime.Telephony;

/// <summary>
/// What the special information tones before an announcement of the network mean. ITU-T E.180 knows only that there is one; in North America the
/// length and pitch of the first two tones tell which (Telcordia SR-2275 section 6.21).
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
}
