using System.Globalization;
using System.Net;
using System.Text;
using Futwork.Benchmarks.Silero;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Benchmarks.Signalling;

/// <summary>
/// The same signalling without a network and without a thread that sleeps: what our code takes of it, caches warm. INVITE, 180, 200, ACK, BYE
/// and 200 are written, read and handled; the far end's answers are put together from the request.
/// </summary>
internal sealed class CodeAlone(SipUserAgent agent)
{
    private readonly Far _far = new();
    private readonly SipMessage _message = new();
    private readonly byte[] _buffer = new byte[4096];

    /// <summary>Processor time and bytes allocated for each call.</summary>
    public (double Microseconds, double Kilobytes) Measure(int calls)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = ThreadTime.Now;
        for (var call = 0; call < calls; call++) Place(call.ToString(CultureInfo.InvariantCulture));
        return ((ThreadTime.Now - start).TotalMicroseconds / calls, (GC.GetAllocatedBytesForCurrentThread() - bytes) / 1024d / calls);
    }

    private void Place(string number)
    {
        var over = false;
        using (agent.Stack.Enter()) BareCalls.Begin(agent.Stack, _far, new SipDialRequest { CallId = number, Host = "127.0.0.1", To = number, From = "bench" }, BareCalls.Offer, _ => over = true);
        var invite = _far.Sent;
        Answer("180 Ringing", invite, withSound: false);
        Answer("200 OK", invite, withSound: true);
        Answer("200 OK", _far.Sent, withSound: false);
        if (!over) throw new InvalidOperationException("A call did not end.");
    }

    private void Answer(string status, ReadOnlyMemory<byte> request, bool withSound)
    {
        var length = Write(_buffer, status, request.Span, withSound ? BareCalls.Offer : []);
        using var scope = agent.Stack.Enter();
        if (SipParser.Parse(_buffer.AsMemory(0, length), _message) != SipParseError.None) throw new InvalidOperationException("An answer was not understood.");
        agent.Stack.Transactions.Receive(_far, _message);
    }

    private static int Write(byte[] buffer, string status, ReadOnlySpan<byte> request, ReadOnlySpan<byte> body)
    {
        var length = Encoding.ASCII.GetBytes($"SIP/2.0 {status}\r\n", buffer);
        foreach (var range in request.Split("\r\n"u8))
        {
            var line = request[range];
            if (line.IsEmpty) break;
            if (!line.StartsWith("Via:"u8) && !line.StartsWith("From:"u8) && !line.StartsWith("To:"u8) && !line.StartsWith("Call-ID:"u8) && !line.StartsWith("CSeq:"u8)) continue;
            line.CopyTo(buffer.AsSpan(length));
            length += line.Length;
            if (line.StartsWith("To:"u8) && !line.Contains((byte)';')) length += Encoding.ASCII.GetBytes(";tag=far", buffer.AsSpan(length));
            length += Encoding.ASCII.GetBytes("\r\n", buffer.AsSpan(length));
        }

        length += Encoding.ASCII.GetBytes($"Contact: <sip:far.invalid>\r\nContent-Type: application/sdp\r\nContent-Length: {body.Length}\r\n\r\n", buffer.AsSpan(length));
        body.CopyTo(buffer.AsSpan(length));
        return length + body.Length;
    }

    /// <summary>Keeps what was sent last.</summary>
    private sealed class Far() : SipFlow(new IPEndPoint(IPAddress.Loopback, 5060), "127.0.0.1:5060")
    {
        public ReadOnlyMemory<byte> Sent { get; private set; }

        public override string Protocol => "UDP";

        public override bool IsReliable => false;

        public override bool IsClosed => false;

        public override void Send(ReadOnlyMemory<byte> message) => Sent = message;
    }
}
