using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Futwork.Providers.Models;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Sockets;

/// <summary>One connection of a <see cref="VendorSocket"/>, from the handshake to its end.</summary>
internal sealed class SocketConnection : IDisposable
{
    private const int ReceiveBytes = 16 * 1024;
    private const int LargestMessage = 4 * 1024 * 1024;
    private readonly ClientWebSocket _socket;
    private readonly SocketPlan _plan;

    private SocketConnection(ClientWebSocket socket, SocketPlan plan) => (_socket, _plan) = (socket, plan);

    /// <summary>Connects.</summary>
    /// <exception cref="SpeechException">It was refused, or nobody answered in time.</exception>
    public static async Task<SocketConnection> OpenAsync(SocketPlan plan, TimeProvider time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in plan.Headers)
            socket.Options.SetRequestHeader(name, value);
        using var deadline = new Deadline(plan.ConnectDeadline, time, cancellationToken);
        try
        {
            await socket.ConnectAsync(plan.Address, deadline.Token);
            return new SocketConnection(socket, plan);
        }
        catch (Exception e)
        {
            using (socket)
            {
                if (deadline.HasPassed)
                    throw SocketFailures.Late(plan);
                if (e is WebSocketException)
                    throw SocketFailures.OfConnect(plan, socket, e);
                throw;
            }
        }
    }

    public async Task SendAsync(SocketFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            await _socket.SendAsync(frame.Data, frame.IsText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            throw SocketFailures.Dropped(_plan, e);
        }
    }

    /// <summary>Sends what the queue brings until it is complete; then says goodbye.</summary>
    public async Task SendAllAsync(ChannelReader<SocketFrame> queue, Action sent, CancellationToken cancellationToken)
    {
        while (await queue.WaitToReadAsync(cancellationToken))
        {
            while (queue.TryRead(out var frame))
            {
                await SendAsync(frame, cancellationToken);
                sent();
            }
        }

        if (_plan.Goodbye is { } goodbye)
            await SendAsync(goodbye, cancellationToken);
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
    }

    /// <summary>Hands every message on, until the connection ends.</summary>
    /// <exception cref="SpeechException">Why it ended.</exception>
    public async Task ReceiveAllAsync(Action<SocketFrame> received, CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>(ReceiveBytes);
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(message.GetMemory(ReceiveBytes), cancellationToken);
                if (part.MessageType is WebSocketMessageType.Close)
                    throw SocketFailures.Closed(_plan, _socket.CloseStatus, _socket.CloseStatusDescription);
                message.Advance(part.Count);
                if (message.WrittenCount > LargestMessage)
                    throw SocketFailures.Garbage(_plan, new InvalidDataException($"A message of more than {LargestMessage} bytes."));
                if (!part.EndOfMessage)
                    continue;
                received(new SocketFrame(message.WrittenMemory, part.MessageType is WebSocketMessageType.Text));
                message.ResetWrittenCount();
            }
        }
        catch (WebSocketException e)
        {
            throw SocketFailures.Dropped(_plan, e);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw SocketFailures.Garbage(_plan, e);
        }
    }

    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
    }
}
