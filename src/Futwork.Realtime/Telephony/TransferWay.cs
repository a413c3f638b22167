namespace Futwork.Realtime.Telephony;

/// <summary>How a person is handed over to another number.</summary>
public enum TransferWay
{
    /// <summary>The carrier is asked to (REFER); one that refuses is bridged.</summary>
    Auto,

    /// <summary>The carrier is asked to, and nothing else is tried.</summary>
    Refer,

    /// <summary>We call the other number, and when it answers ask the carrier to join both (REFER with Replaces); one that refuses is bridged.</summary>
    Attended,

    /// <summary>We call the other number and carry the sound between both, which keeps the recording and takes a second channel.</summary>
    Bridge,
}
