using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Rtp;

/// <summary>
/// A far end on loopback that sends and receives RTP by hand. Loopback delivers before the send returns, so nothing here waits. The port above is its own, too: reports go there, which
/// would else reach whatever another test has bound.
/// </summary>
internal sealed class RtpPeer : IDisposable
{
    private readonly Socket _socket;
    private readonly RtpSocket _reports;
    private readonly IPEndPoint _to;

    public RtpPeer(IPEndPoint to)
    {
        _to = to;
        while (true)
        {
            _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            if (RtpSocket.TryBind(IPAddress.Loopback, Address.Port + 1) is { } reports)
            {
                _reports = reports;
                return;
            }

            _socket.Dispose();
        }
    }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    public uint Ssrc { get; set; } = 0x1234;

    public void Send(int sequence, byte[] payload, int payloadType = 0, uint? timestamp = null, bool marker = false)
    {
        var packet = new byte[RtpPacket.HeaderSize + payload.Length];
        RtpPacket.WriteHeader(packet, marker, payloadType, (ushort)sequence, timestamp ?? (uint)(sequence * 160), Ssrc);
        payload.CopyTo(packet, RtpPacket.HeaderSize);
        SendRaw(packet);
    }

    public void SendRaw(byte[] datagram) => _socket.SendTo(datagram, _to);

    /// <summary>Completes when the first packet has come; it stays to be received.</summary>
    public async Task ArrivalAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        await _socket.ReceiveAsync(new byte[2048], SocketFlags.Peek, limit.Token);
    }

    public List<byte[]> ReceiveRaw()
    {
        var packets = new List<byte[]>();
        var buffer = new byte[2048];
        // Not by what is available: an empty datagram is one, too.
        while (_socket.Poll(0, SelectMode.SelectRead)) packets.Add(buffer[.._socket.Receive(buffer)]);
        return packets;
    }

    public List<Received> Receive()
    {
        var packets = new List<Received>();
        foreach (var datagram in ReceiveRaw())
        {
            RtpPacket.TryRead(datagram, out var packet).ShouldBeTrue();
            packets.Add(new Received(packet.Marker, packet.PayloadType, packet.Sequence, packet.Timestamp, packet.Ssrc, packet.Payload.ToArray()));
        }

        return packets;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _reports.Dispose();
    }

    internal sealed record Received(bool Marker, int PayloadType, ushort Sequence, uint Timestamp, uint Ssrc, byte[] Payload)
    {
        public uint PayloadBits => BinaryPrimitives.ReadUInt32BigEndian(Payload);
    }
}
