using System.Net;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Sip;

namespace Futwork.Tests.Simulator.Phone;

/// <summary>Somebody who calls the simulated line over real SIP and RTP: says a sentence when told, and keeps what it hears.</summary>
internal sealed class LineCaller(SipPhone phone) : ICallAudio
{
    private readonly Lock _gate = new();
    private readonly List<short> _heard = [];
    private ReadOnlyMemory<short> _saying;

    /// <summary>The sound heard so far.</summary>
    public short[] Heard
    {
        get
        {
            lock (_gate)
                return [.. _heard];
        }
    }

    public ICallLeg Dial(string number, IPEndPoint line, TimeSpan? ringTimeout = null)
    {
        var leg = phone.Agent.Dial(SipPhone.To(line.Port, number) with { RingTimeout = ringTimeout ?? TimeSpan.FromSeconds(20) });
        leg.Attach(this);
        return leg;
    }

    public void Say(ReadOnlyMemory<short> sound)
    {
        lock (_gate)
            _saying = sound;
    }

    public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
    {
        lock (_gate)
        {
            _heard.AddRange(heard);
            var count = Math.Min(say.Length, _saying.Length);
            _saying.Span[..count].CopyTo(say);
            _saying = _saying[count..];
        }
    }

    public void OnDigit(char digit)
    {
    }
}
