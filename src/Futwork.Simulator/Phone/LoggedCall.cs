using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Simulator.Personas;

namespace Futwork.Simulator.Phone;

/// <summary>One call as the line's log tells it.</summary>
internal sealed class LoggedCall(PhoneLineSetup setup, IncomingCall incoming, Persona persona)
{
    /// <summary>Notes a moment of it.</summary>
    public void Log(LineEvent what, string? text = null, int? status = null, LegEndedBy? by = null) => setup.OnEntry(new LineEntry
    {
        At = setup.Time.GetUtcNow(),
        Event = what,
        Call = incoming.CallId,
        From = incoming.From,
        To = incoming.To,
        Persona = persona.Name,
        Text = text,
        Status = status,
        By = by switch
        {
            LegEndedBy.Remote => "caller",
            LegEndedBy.Local => "persona",
            LegEndedBy.Line => "line",
            _ => null,
        },
    });
}
