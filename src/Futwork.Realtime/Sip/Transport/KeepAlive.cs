namespace Futwork.Realtime.Sip.Transport;

/// <summary>
/// Keeps one connection open and finds out when it is dead (RFC 5626 section 3.5.1): two blank lines ask, one answers. A peer is held
/// to answering only once it has answered, since one that knows nothing of RFC 5626 passes blank lines over.
/// </summary>
internal sealed class KeepAlive(StreamFlow flow, StreamWire wire)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer may take (section 4.4.1).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly byte[] Ping = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] Pong = "\r\n"u8.ToArray();

    private volatile bool _awaiting;
    private volatile bool _answers;
    private volatile bool _isPaused;
    private volatile bool _wasPaused;

    /// <summary>Asks every so often, until stopped or the peer is dead. Never faults.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval * (0.8 + (0.2 * Random.Shared.NextDouble())), wire.Time, stop);
                _awaiting = true;
                _wasPaused = false;
                flow.Put(Ping);
                await Task.Delay(Patience, wire.Time, stop);
                // While nobody listens an answer may wait among what is not read.
                if (!_awaiting || !_answers || _isPaused || _wasPaused) continue;
                TransportLog.ConnectionDead(wire.Receiver.Logger, wire.Protocol, flow.Remote);
                flow.Close();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The connection has ended by itself.
        }
    }

    /// <summary>Nothing is read for now.</summary>
    public void Pauses() => _isPaused = true;

    /// <summary>It is again.</summary>
    public void Listens()
    {
        // In this order: whoever sees that nothing is paused must see that it was.
        _wasPaused = true;
        _isPaused = false;
    }

    /// <summary>Something came: whoever sends anything lives. The peer's own questions are answered, those that came together by one answer.</summary>
    /// <returns>Whether it asked.</returns>
    public bool Heard(StreamFramer framer)
    {
        if (_awaiting)
        {
            _awaiting = false;
            if (framer.TakePong()) _answers = true;
        }

        if (!framer.TakePings()) return false;
        flow.Put(Pong);
        return true;
    }
}
