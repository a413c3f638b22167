using System.Net;
using Futwork.Realtime.Rtp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class MediaEngineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Two_engines_hear_each_others_tone()
    {
        await using var left = Engine(41000);
        await using var right = Engine(42000);
        using var here = left.Open();
        using var there = right.Open();
        ScriptedAudio low = new(400, keep: 50), high = new(1000, keep: 50);
        here.Attach(low);
        there.Attach(high);

        here.Start(new RtpParameters(there.LocalEndPoint, AudioCodec.Pcmu, 101));
        there.Start(new RtpParameters(here.LocalEndPoint, AudioCodec.Pcma, 101));
        await Task.WhenAll(low.Full, high.Full).WaitAsync(Patience);

        here.Statistics.Received.ShouldBeGreaterThanOrEqualTo(50);
        there.Statistics.Received.ShouldBeGreaterThanOrEqualTo(50);
        there.Statistics.Lost.ShouldBe(0);
    }

    private static MediaEngine Engine(int firstPort) => new(
        new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = firstPort, LastPort = firstPort + 199, RealTimePriority = false },
        TimeProvider.System,
        NullLoggerFactory.Instance);
}
