using System.Threading.Channels;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>What waits to be sent over one connection, bounded by the memory that it takes. Safe to use from any thread; one takes from it.</summary>
internal sealed class SendQueue
{
    /// <summary>Bytes of all that may wait before the connection is given up: more than a burst of calls of ours takes while it is being made.</summary>
    public const int MaxBytes = 2 << 20;

    /// <summary>
    /// Bytes of answers that may wait before the peer is listened to no further. What we ask does not count: two ends that ask each other much at once
    /// would otherwise both wait for the other to listen.
    /// </summary>
    public const int MaxAnswerBytes = 128 << 10;

    private readonly Channel<Outgoing> _waiting = Channel.CreateUnbounded<Outgoing>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private TaskCompletionSource? _room;
    private int _bytes;
    private int _answerBytes;
    private bool _isClosed;

    /// <summary>There is room for further answers, or there will be none because the queue is closed.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate) return _isClosed || _answerBytes < MaxAnswerBytes;
        }
    }

    /// <summary>Everything in order, until the queue is closed and empty. <see cref="Left"/> is to be told of each.</summary>
    public IAsyncEnumerable<Outgoing> ReadAllAsync(CancellationToken stop) => _waiting.Reader.ReadAllAsync(stop);

    /// <summary>One more; <c>false</c> when that is too much, or the queue is closed.</summary>
    public bool TryAdd(Outgoing message)
    {
        lock (_gate)
        {
            if (_bytes + message.Size > MaxBytes || !_waiting.Writer.TryWrite(message)) return false;
            _bytes += message.Size;
            if (message.IsAnswer) _answerBytes += message.Size;
            return true;
        }
    }

    /// <summary>One has been sent, or was not wanted any more.</summary>
    public void Left(Outgoing message)
    {
        lock (_gate)
        {
            _bytes -= message.Size;
            if (message.IsAnswer) _answerBytes -= message.Size;
            TellOfRoom();
        }
    }

    /// <summary>Completes when it <see cref="HasRoom"/>.</summary>
    public Task RoomAsync()
    {
        lock (_gate)
        {
            if (HasRoom) return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Takes nothing more; what waits may still be read.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _waiting.Writer.TryComplete();
            TellOfRoom();
        }
    }

    private void TellOfRoom()
    {
        if (_room is null || !HasRoom) return;
        _room.SetResult();
        _room = null;
    }
}

/// <summary>A message that waits for its connection.</summary>
/// <param name="Message">Its bytes.</param>
/// <param name="MayLeave">Asked when its turn has come: whether it is still wanted. Null: it is.</param>
internal readonly record struct Outgoing(ReadOnlyMemory<byte> Message, Func<bool>? MayLeave)
{
    /// <summary>What the queue itself holds for each.</summary>
    private const int Overhead = 64;

    /// <summary>The bytes that it takes while it waits.</summary>
    public int Size => Message.Length + Overhead;

    /// <summary>The peer has brought it about: a response, or a sign of life.</summary>
    public bool IsAnswer => Message.Span.StartsWith("SIP/2.0 "u8) || Message.Span.StartsWith("\r\n"u8);
}
