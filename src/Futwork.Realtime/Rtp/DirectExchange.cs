namespace Futwork.Realtime.Rtp;

/// <summary>A system call for each stream and direction, at once: works everywhere.</summary>
internal sealed class DirectExchange : PacketExchange
{
    private readonly RtpSocket?[] _asked = new RtpSocket?[Capacity];
    private readonly bool[] _refused = new bool[Capacity];

    public override void Ask(int stream, RtpSocket socket) => _asked[stream] = socket;

    public override Arrivals Arrived(int stream)
    {
        if (_asked[stream] is not { } socket) return default;
        _asked[stream] = null;
        var count = socket.Receive(Scratch);
        return new Arrivals(Scratch, 0, count, count == Scratch.Capacity);
    }

    public override void Send(int stream, RtpSocket socket, ReadOnlySpan<byte> packet, in PeerAddress to) => _refused[stream] = !socket.Send(packet, to);

    public override bool WasRefused(int stream)
    {
        var refused = _refused[stream];
        _refused[stream] = false;
        return refused;
    }

    public override void Flush()
    {
    }
}
