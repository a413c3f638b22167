using System.Text;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Tests.Realtime.Sip.Bench;

/// <summary>The far end of an <see cref="AgentBench"/>: writes what a peer writes. Its Contact is a name unless the test says otherwise, so all goes over the one flow.</summary>
internal sealed class FarEnd(AgentBench bench)
{
    /// <summary>The routing headers of a call of its own, before our answer.</summary>
    public const string Calling = "From: <sip:+919999789877@caller>;tag=far\nTo: <sip:us@127.0.0.1>\nCall-ID: c1";

    private int _branches;

    /// <summary>What it said last; repeated when the network seems to have lost it.</summary>
    public byte[]? Last { get; private set; }

    /// <summary>The host of its Contact.</summary>
    public string Host { get; init; } = "far.invalid";

    /// <summary>It only writes, into <see cref="Last"/>; nothing reaches us.</summary>
    public bool IsMute { get; set; }

    /// <summary>Our latest request of that method, or null.</summary>
    public SipMessage? Latest(SipMethod method) => bench.Sent.FindLast(m => m.IsRequest && m.Method == method);

    public void Respond(SipMessage request, int status, string tag = "far", string? sdp = null, params string[] headers)
    {
        var text = new StringBuilder($"SIP/2.0 {status} Said so\nVia: {Bytes.Text(request.Value(SipHeader.Via))}\n");
        var to = Bytes.Text(request.Value(SipHeader.To));
        text.Append($"From: {request.Text("From")}\nTo: {to}{(request.ToTag.IsEmpty && status > 100 ? $";tag={tag}" : "")}\n");
        text.Append($"Call-ID: {Bytes.Text(request.CallId)}\nCSeq: {Bytes.Text(request.Value(SipHeader.CSeq))}\nContact: <sip:{tag}@{Host}>\n");
        Say(text, sdp, headers);
    }

    public void Request(string method, uint cseq, string dialog, string? branch = null, string? sdp = null, params string[] headers)
    {
        var text = new StringBuilder($"{method} sip:us@192.0.2.1 SIP/2.0\nVia: SIP/2.0/UDP far.invalid;branch={branch ?? $"z9hG4bKfar{++_branches}"};rport\n");
        text.Append($"{dialog}\nCSeq: {cseq} {method}\nContact: <sip:far@{Host}>\nMax-Forwards: 70\n");
        Say(text, sdp, headers);
    }

    public void Repeat()
    {
        if (Last is not null) bench.Receive([.. Last]);
    }

    /// <summary>The routing headers of a request by which whoever answered our INVITE calls back.</summary>
    public static string Callee(SipMessage invite, string tag) => WirePeer.DialogOf(invite, tag);

    /// <summary>The routing headers of a request within the dialog that our response made.</summary>
    public static string Caller(SipMessage response) =>
        $"From: {response.Text("From")}\nTo: {response.Text("To")}\nCall-ID: {response.Text("Call-ID")}";

    private void Say(StringBuilder head, string? sdp, string[] headers)
    {
        foreach (var header in headers) head.Append(header).Append('\n');
        var body = sdp is null ? [] : Bytes.Wire(sdp);
        var type = sdp is null ? "" : "Content-Type: application/sdp\n";
        Last = [.. Bytes.Wire($"{head}{type}Content-Length: {body.Length}\n\n"), .. body];
        if (!IsMute) bench.Receive([.. Last]);
    }
}
