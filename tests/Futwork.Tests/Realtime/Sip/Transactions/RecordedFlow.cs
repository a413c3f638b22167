using System.Net;
using System.Text;
using Futwork.Realtime.Sip.Transport;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Transactions;

/// <summary>A wire that remembers what was put on it, and when.</summary>
internal sealed class RecordedFlow(FakeTime time, bool reliable) : SipFlow(new IPEndPoint(IPAddress.Parse("192.0.2.9"), 5060), "192.0.2.1:5060")
{
    private readonly List<(int At, string Text)> _sent = [];

    public override string Protocol => reliable ? "TCP" : "UDP";

    public override bool IsReliable => reliable;

    public override bool IsClosed => Closed;

    public bool Closed { get; set; }

    public override bool HasRoom => !IsFull;

    public bool IsFull { get; set; }

    /// <summary>The start line of everything sent.</summary>
    public IEnumerable<string> Lines => _sent.Select(s => s.Text[..s.Text.IndexOf('\r', StringComparison.Ordinal)]);

    /// <summary>When each message was sent, in milliseconds of the fake clock.</summary>
    public IEnumerable<int> Times => _sent.Select(s => s.At);

    public string Last => _sent[^1].Text;

    public int Count => _sent.Count;

    public override void Send(ReadOnlyMemory<byte> message) =>
        _sent.Add(((int)time.Elapsed.TotalMilliseconds, Encoding.UTF8.GetString(message.Span)));
}
