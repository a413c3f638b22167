using System.Net;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Tests.Realtime.Sip.Bench;

/// <summary>A wire that hands over what is put on it at once.</summary>
internal sealed class MemoryFlow(Action<ReadOnlyMemory<byte>> take, bool reliable)
    : SipFlow(new IPEndPoint(IPAddress.Parse("192.0.2.9"), 5060), "192.0.2.1:5060")
{
    public override string Protocol => reliable ? "TCP" : "UDP";

    public override bool IsReliable => reliable;

    public override bool IsClosed => Closed;

    public bool Closed { get; set; }

    public override void Send(ReadOnlyMemory<byte> message)
    {
        if (!Closed) take(message);
    }
}
