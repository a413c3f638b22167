using System.Threading.Channels;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Sockets;

/// <summary>
/// A vendor's socket for the length of a call. It connects, keeps alive, notices a vendor that falls silent, connects anew
/// when that may help, and closes in order. Sending never waits: what cannot be sent in time is dropped and counted.
/// </summary>
internal sealed class VendorSocket : IAsyncDisposable
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly SocketPlan _plan;
    private readonly ISocketUser _user;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<SocketFrame> _queue;
    private Task _running = Task.CompletedTask;
    private volatile bool _connected;
    private long _owedSince;
    private long _lastSent;
    private long _dropped;
    private int _fruitless;
    private int _disposed;

    private VendorSocket(SocketPlan plan, ISocketUser user, TimeProvider time)
    {
        (_plan, _user, _time) = (plan, user, time);
        _queue = Channel.CreateBounded<SocketFrame>(plan.QueueLimit);
    }

    /// <summary>Messages that came too fast for the line and were not sent.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>It has given up or was disposed.</summary>
    public bool IsOver => _stop.IsCancellationRequested || _running.IsCompleted;

    /// <summary>Connects; tries again where that may help.</summary>
    /// <exception cref="SpeechException">It was refused, or nobody answered.</exception>
    public static async Task<VendorSocket> ConnectAsync(SocketPlan plan, ISocketUser user, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new VendorSocket(plan, user, time);
        var connection = await socket.DialAsync(cancellationToken);
        socket._connected = true;
        socket._running = socket.RunAsync(connection);
        return socket;
    }

    /// <summary>Sends a message when its turn comes.</summary>
    /// <returns>False when it will not be sent: there is no connection, and the user sends it again once there is one, or the queue is full.</returns>
    public bool TrySend(SocketFrame frame)
    {
        if (!_connected)
            return false;
        if (_queue.Writer.TryWrite(frame))
            return true;
        Interlocked.Increment(ref _dropped);
        return false;
    }

    /// <summary>Takes messages again after a connection was lost; what still waits is forgotten.</summary>
    public void StartAnew()
    {
        _connected = true;
        while (_queue.Reader.TryRead(out _))
        {
            // Nothing is done with it.
        }
    }

    /// <summary>From now on the vendor owes an answer.</summary>
    public void Owe() => Interlocked.CompareExchange(ref _owedSince, Math.Max(1, _time.GetTimestamp()), 0);

    /// <summary>The vendor has answered what it owed.</summary>
    public void Answered()
    {
        Volatile.Write(ref _owedSince, 0);
        Volatile.Write(ref _fruitless, 0);
    }

    /// <summary>Closes in order, within a moment.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        _queue.Writer.TryComplete();
        if (_connected)
            await Task.WhenAny(_running, Task.Delay(CloseLimit, _time));
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(SocketConnection first)
    {
        var connection = first;
        for (var isFirst = true; ; isFirst = false)
        {
            var lost = await ServeAsync(connection, isFirst);
            _connected = false;
            if (Volatile.Read(ref _disposed) == 1)
                return;
            try
            {
                _fruitless += lost.Kind is SpeechFailure.TimedOut ? MostAttempts - 1 : 1;
                if (_fruitless > MostAttempts || !SocketFailures.MayPass(lost))
                    throw lost;
                await Task.Delay(Pause(_fruitless - 1), _time, _stop.Token);
                connection = await DialAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SpeechException failure)
            {
                // All may have come at once: whoever connects has to have the socket before he is told that it failed.
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                _user.Failed(failure);
                return;
            }
        }
    }

    private async Task<SocketConnection> DialAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SocketConnection.OpenAsync(_plan, _time, cancellationToken);
            }
            catch (SpeechException e) when (attempt < MostAttempts && SocketFailures.MayPass(e) && e.Kind is not SpeechFailure.TimedOut)
            {
                await Task.Delay(e.RetryAfter ?? Pause(attempt), _time, cancellationToken);
            }
        }
    }

    // A vendor that comes back must not be met by all calls at the same moment.
    private static TimeSpan Pause(int attempt) => FirstPause * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble());

    /// <summary>Uses a connection to its end.</summary>
    /// <returns>Why it ended.</returns>
    private async Task<SpeechException> ServeAsync(SocketConnection connection, bool isFirst)
    {
        using (connection)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            Task sending = SendAsync(connection, isFirst, over.Token);
            Task receiving = connection.ReceiveAllAsync(_user.Received, over.Token);
            Task watching = WatchAsync(over.Token);
            Task ended = await Task.WhenAny(sending, receiving, watching);
            if (ended == sending && sending.IsCompletedSuccessfully)
                ended = await Task.WhenAny(receiving, watching);
            await over.CancelAsync();
            await Task.WhenAll(sending, receiving, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ended.Exception?.InnerException switch
            {
                SpeechException known => known,
                { } other => SocketFailures.Garbage(_plan, other),
                null => SocketFailures.Dropped(_plan, new OperationCanceledException()),
            };
        }
    }

    private async Task SendAsync(SocketConnection connection, bool isFirst, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _owedSince, 0);
        Sent();
        if (!isFirst)
        {
            foreach (var frame in _user.Resumed(this))
                await connection.SendAsync(frame, cancellationToken);
        }

        await connection.SendAllAsync(_queue.Reader, Sent, cancellationToken);
    }

    private void Sent() => Volatile.Write(ref _lastSent, _time.GetTimestamp());

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(LookEvery, _time, cancellationToken);
            long owed = Volatile.Read(ref _owedSince);
            TimeSpan patience = Volatile.Read(ref _fruitless) == 0 ? _plan.AnswerDeadline : _plan.AnswerDeadline / 3;
            if (owed != 0 && _time.GetElapsedTime(owed) >= patience)
                throw SocketFailures.Silent(_plan, patience);
            if (_time.GetElapsedTime(Volatile.Read(ref _lastSent)) >= _plan.KeepAliveEvery && _user.KeepAlive() is { } alive)
                TrySend(alive);
        }
    }
}
