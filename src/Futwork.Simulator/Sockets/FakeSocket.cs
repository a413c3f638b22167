using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Futwork.Simulator.Sockets;

/// <summary>The server's end of one connection, with the fault that it has.</summary>
internal sealed class FakeSocket(HttpContext context, SocketFault fault) : IDisposable
{
    private readonly SemaphoreSlim _sending = new(1);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private volatile SocketFault _fault = fault;
    private WebSocket? _socket;
    private int _sent;

    private WebSocket Socket => _socket ?? throw new InvalidOperationException("The handshake has not been answered yet.");

    /// <summary>The settings in the address.</summary>
    public IQueryCollection Query => context.Request.Query;

    /// <summary>Ends when the connection does.</summary>
    public CancellationToken Over => context.RequestAborted;

    /// <summary>Answers the client's handshake.</summary>
    public async Task AcceptAsync() => _socket = await context.WebSockets.AcceptWebSocketAsync();

    /// <summary>The next message of the client: its bytes, or its JSON; null when there is none any more.</summary>
    public async Task<(byte[] Sound, JsonElement? Message)?> ReceiveAsync()
    {
        try
        {
            var received = new MemoryStream();
            ValueWebSocketReceiveResult part;
            do
            {
                part = await Socket.ReceiveAsync(_buffer.AsMemory(), Over);
                if (part.MessageType is WebSocketMessageType.Close)
                    return null;
                await received.WriteAsync(_buffer.AsMemory(0, part.Count), Over);
            }
            while (!part.EndOfMessage);
            return part.MessageType is WebSocketMessageType.Text
                ? ([], JsonElement.Parse(Encoding.UTF8.GetString(received.ToArray())))
                : (received.ToArray(), null);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    /// <summary>From now on it has this fault; messages are counted anew.</summary>
    public void Strike(SocketFault fault)
    {
        Volatile.Write(ref _sent, 0);
        _fault = fault;
    }

    /// <summary>Sends a message, or what the fault makes of it.</summary>
    public async Task SendAsync(JsonObject message)
    {
        await _sending.WaitAsync(Over);
        try
        {
            SocketFault now = _fault;
            await now.Hold.WaitAsync(Over);
            if (now.DropAfter is { } limit && _sent >= limit)
                context.Abort();
            if (Socket.State is not WebSocketState.Open)
                throw new OperationCanceledException("The client has gone.");
            if (now.Silent)
                return;
            string text = now.Garbage is { } garbage && _sent == 0 ? garbage : message.ToJsonString();
            _sent++;
            await Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Over);
        }
        catch (Exception e) when (e is WebSocketException or IOException)
        {
            // The client has gone.
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Closes.</summary>
    public async Task CloseAsync(WebSocketCloseStatus status, string? reason = null)
    {
        if (Socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await Socket.CloseOutputAsync(status, reason, Over);
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _sending.Dispose();
    }
}
