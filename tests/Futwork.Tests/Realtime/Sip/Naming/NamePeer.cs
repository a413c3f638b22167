using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Futwork.Realtime.Sip.Naming;

namespace Futwork.Tests.Realtime.Sip.Naming;

/// <summary>A name server that the test plays: it says what it was told to, and of all else that there is no such name.</summary>
internal sealed class NamePeer : IAsyncDisposable
{
    private const int NoSuchName = 3;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly ConcurrentDictionary<(string Name, DnsType Type), Saying> _sayings = new();
    private readonly ConcurrentQueue<(string Name, DnsType Type)> _asked = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _answering;

    public NamePeer()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _answering = AnswerAsync();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Says that from now on.</summary>
    /// <param name="name">Without a dot at its end.</param>
    /// <param name="type">What is asked for.</param>
    /// <param name="records">None: there are no such records.</param>
    public void Says(string name, DnsType type, params NameRecord[] records) => _sayings[(name, type)] = new Saying(Code: 0, records);

    /// <summary>Cannot tell from now on.</summary>
    /// <param name="name">Without a dot at its end.</param>
    /// <param name="type">What is asked for.</param>
    /// <param name="code">RFC 1035 section 4.1.1: 2 it fails, 5 it refuses. Null: it says nothing at all.</param>
    public void Fails(string name, DnsType type, int? code = 2) => _sayings[(name, type)] = new Saying(code, []);

    /// <summary>How often that was asked.</summary>
    public int Asked(string name, DnsType type) => _asked.Count(asked => asked == (name, type));

    /// <summary>Nobody is there any more: who asks is told so at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _answering;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task AnswerAsync()
    {
        var buffer = new byte[512];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                if (Answer(buffer[..received.ReceivedBytes]) is { } answer) await _socket.SendToAsync(answer, SocketFlags.None, received.RemoteEndPoint, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has heard enough.
        }
    }

    private byte[]? Answer(byte[] query)
    {
        var reader = new DnsReader(query);
        reader.TryBytes(DnsMessage.HeaderBytes, out _);
        reader.TryName(out var name);
        reader.TryNumber(out var type);
        var question = (name, (DnsType)type);
        _asked.Enqueue(question);
        var saying = _sayings.GetValueOrDefault(question) ?? new Saying(NoSuchName, []);
        if (saying.Code is not { } code) return null;
        query[2] = 0x81;
        query[3] = (byte)(0x80 | code);
        query[7] = (byte)saying.Records.Length;
        return [.. query, .. saying.Records.SelectMany(record => record.Bytes)];
    }

    private sealed record Saying(int? Code, NameRecord[] Records);
}

/// <summary>A record of the name that was asked for, or of another that comes along, valid for a minute.</summary>
internal sealed class NameRecord
{
    public const int Seconds = 60;

    /// <param name="type">What it tells.</param>
    /// <param name="data">That itself.</param>
    /// <param name="owner">Whose it is. Null: the name is that of the question.</param>
    private NameRecord(DnsType type, byte[] data, string? owner = null)
    {
        var head = new byte[10];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)type);
        head[3] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(4), Seconds);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(8), (ushort)data.Length);
        byte[] name = owner is null ? [0xC0, DnsMessage.HeaderBytes] : Name(owner);
        Bytes = [.. name, .. head, .. data];
    }

    public byte[] Bytes { get; }

    public static NameRecord A(string address, string? owner = null) => new(DnsType.A, IPAddress.Parse(address).GetAddressBytes(), owner);

    public static NameRecord Srv(string target, int port) => new(DnsType.Srv, [0, 1, 0, 1, (byte)(port >> 8), (byte)port, .. Name(target)]);

    public static NameRecord Naptr(string service, string replacement) => new(DnsType.Naptr, [0, 1, 0, 1, .. Text("s"), .. Text(service), .. Text(""), .. Name(replacement)]);

    private static byte[] Name(string name) => [.. name.Split('.').SelectMany(label => Text(label)), 0];

    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
