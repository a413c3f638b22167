using System.Diagnostics;
using System.Globalization;
using System.Net;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;

namespace Futwork.Benchmarks.Signalling;

/// <summary>The same calls at the same rate by ours, by SIPp and by a program in C, one after the other, in rounds: processor time for each, in µs.</summary>
internal sealed class Comparison
{
    private const int CodeCalls = 5000;
    private const int SecondsUntilRested = 6;

    private readonly List<(string Name, List<double> Costs)> _costs = [];

    /// <summary>The last round of ours, in parts.</summary>
    public string Last { get; private set; } = "";

    /// <summary>One more round, of so many seconds for each.</summary>
    public async Task MeasureAsync(SipUserAgent agent, MediaEngine media, SippProcess far, int port, int perSecond, int seconds)
    {
        var calls = perSecond * seconds;
        var code = new CodeAlone(agent).Measure(CodeCalls);
        Add("ours, the code of signalling alone", code.Microseconds);
        Add("C, signalling", await CControl.CallAsync(port, perSecond, calls, sound: false));
        var processor = far.Processor;
        Add("SIPp, signalling", await SippProcess.CallAsync(port, perSecond, calls));
        Add("SIPp as the far end of that", (far.Processor - processor).TotalMicroseconds / calls);
        var bareCalls = new BareCalls(agent, port);
        var bare = await bareCalls.MeasureAsync(calls, perSecond);
        Add("ours, signalling", bare.Processor);
        Add("C, with ports for sound", await CControl.CallAsync(port, perSecond, calls, sound: true));
        // A node that has been at this rate for a while opens no ports: those of calls that are over have rested.
        OpenSound(media, perSecond, perSecond * SecondsUntilRested);
        Add("ours, ports for sound alone", OpenSound(media, perSecond, calls).Processor);
        processor = far.Processor;
        var run = new CallRun(agent, port);
        var whole = await run.MeasureAsync(calls, perSecond);
        Add("ours, whole calls", whole.Processor);
        Add("SIPp as the far end of that, with sound", (far.Processor - processor).TotalMicroseconds / calls);
        Last = $"code of signalling: {code.Microseconds:0.0} µs per call, {code.Kilobytes:0.0} KB allocated\nsignalling: {bareCalls.Failed} failed; {bare}\nwhole calls: {run}; {whole}";
    }

    /// <summary>Medians, and the least and most of the rounds.</summary>
    public override string ToString() => string.Join('\n', _costs.Select(one => string.Create(
        CultureInfo.InvariantCulture, $"{one.Name}: {one.Costs.Order().ElementAt(one.Costs.Count / 2):0.#} µs per call ({one.Costs.Min():0} to {one.Costs.Max():0})")));

    /// <summary>What a call needs besides its signalling: ports opened, served by the clock, and closed.</summary>
    private static CallCost OpenSound(MediaEngine media, int perSecond, int count)
    {
        var peer = new RtpParameters(new IPEndPoint(IPAddress.Loopback, 9), AudioCodec.Pcmu, 101, Send: true, Receive: true);
        var cost = Cost.Begin();
        var start = Stopwatch.GetTimestamp();
        for (var call = 0; call < count; call++)
        {
            ClockThread.SleepUntil(start + (call * 1_000_000_000L / perSecond));
            using var sound = media.Open();
            sound.Start(peer);
        }

        return cost.Per(count);
    }

    private void Add(string name, double cost)
    {
        var index = _costs.FindIndex(one => one.Name == name);
        if (index < 0) _costs.Add((name, [cost]));
        else _costs[index].Costs.Add(cost);
    }
}
