namespace Futwork.Realtime.Rtp;

/// <summary>
/// Serves streams in groups that fit a <see cref="PacketExchange"/>: all take what has arrived, then all hear and speak, then what they said is sent.
/// A stream that fails is left out of the rest of its tick. Clock thread only.
/// </summary>
/// <param name="exchange">How packets come and go; the round owns it.</param>
/// <param name="failed">Told of a stream that failed.</param>
internal sealed class MediaRound(PacketExchange exchange, Action<RtpSession, Exception> failed) : IDisposable
{
    private static readonly Step Begin = static (stream, tick, place) => stream.BeginTick(tick, place);
    private static readonly Step Take = static (stream, _, place) => stream.TakeArrived(place);
    private static readonly Step Speak = static (stream, _, place) => stream.Speak(place);
    private readonly RtpSession[] _streams = new RtpSession[PacketExchange.Capacity];
    private readonly bool[] _failed = new bool[PacketExchange.Capacity];
    private readonly bool[] _asked = new bool[PacketExchange.Capacity];
    private int _count;

    private delegate bool Step(RtpSession stream, long tick, PacketPlace place);

    /// <summary>One tick of each stream.</summary>
    /// <exception cref="MediaException">The exchange does not work any more; what was to be sent is lost.</exception>
    public void Serve(ReadOnlySpan<RtpSession> streams, long tick)
    {
        while (!streams.IsEmpty)
        {
            var group = streams[..Math.Min(streams.Length, PacketExchange.Capacity)];
            streams = streams[group.Length..];
            ServeGroup(group, tick);
        }
    }

    public void Dispose() => exchange.Dispose();

    private void ServeGroup(ReadOnlySpan<RtpSession> group, long tick)
    {
        _count = 0;
        try
        {
            foreach (var stream in group) Add(stream, tick);
            Receive(tick);
            for (var i = 0; i < _count; i++)
            {
                if (!_failed[i]) Try(Speak, i, tick);
            }

            exchange.Flush();
        }
        finally
        {
            for (var i = 0; i < _count; i++) _streams[i].EndTick(new PacketPlace(exchange, i));
            _streams.AsSpan(0, _count).Clear();
        }
    }

    private void Add(RtpSession stream, long tick)
    {
        var number = _count;
        _streams[number] = stream;
        _failed[number] = false;
        if (Try(Begin, number, tick)) _count++;
    }

    private void Receive(long tick)
    {
        _asked.AsSpan(0, _count).Fill(true);
        for (var more = true; more;)
        {
            exchange.Flush();
            more = false;
            for (var i = 0; i < _count; i++)
            {
                if (_asked[i]) more |= _asked[i] = Try(Take, i, tick);
            }
        }
    }

    private bool Try(Step step, int number, long tick)
    {
        try
        {
            return step(_streams[number], tick, new PacketPlace(exchange, number));
        }
        catch (Exception failure)
        {
            _failed[number] = true;
            failed(_streams[number], failure);
            return false;
        }
    }
}
