using System.Buffers.Binary;
using System.Net;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp.Rtcp;
using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Tests.Realtime.Rtp.Rtcp;

public sealed class RtcpTests : IAsyncDisposable
{
    private const int LongestInterval = 350;
    private readonly RtpSessionFixture _line = new();

    [Fact]
    public void Reports_leave_every_few_seconds_and_name_the_source()
    {
        Start();
        List<int> ticks = [];
        for (var tick = 0; tick < 2000; tick++)
        {
            if (tick < 100) _line.Peer.Send(tick, Silence);
            _line.Tick();
            if (Reports().Count > 0) ticks.Add(tick);
        }

        ticks.Count.ShouldBeInRange(6, 16);
        ticks[0].ShouldBeLessThan(170);
        ticks.Zip(ticks.Skip(1), (a, b) => b - a).ShouldAllBe(gap => gap > 95 && gap < 320);
    }

    [Fact]
    public void A_report_tells_what_was_sent_and_what_was_lost()
    {
        Start();
        for (var n = 0; n < LongestInterval; n++)
        {
            if (n is not (10 or 11)) _line.Peer.Send(n + 0xFFF0, Silence);
            _line.Tick();
            if (n < 20) _line.Peer.ReceiveRaw();
            else if (Reports() is [var report, ..])
            {
                report[1].ShouldBe((byte)200);
                (report[0] & 0x1F).ShouldBe(1);
                Number(report, 20).ShouldBe((uint)n + 1);
                Number(report, 24).ShouldBe((uint)(n + 1) * 160);
                var block = RtcpReportBlock.Read(report.AsSpan(28));
                block.Ssrc.ShouldBe(_line.Peer.Ssrc);
                block.Lost.ShouldBe(2);
                // The newest packet may still be on its way when the report is written.
                uint received = block.HighestSequence - 0xFFF0 + 1;
                received.ShouldBeInRange((uint)n, (uint)n + 1);
                // The first packet came before the stream began, and was dropped.
                block.FractionLost.ShouldBe((byte)(2 * 256 / (received - 1)));
                report[53].ShouldBe((byte)202);
                return;
            }
        }

        Assert.Fail("No report came.");
    }

    [Fact]
    public void The_way_there_and_back_and_our_loss_come_from_the_far_ends_report()
    {
        Start();
        var ours = FirstReport();

        Answer(ours, delay: 0, lost: 5, jitter: 80);
        _line.Tick();

        var quality = _line.Session.Quality.ShouldNotBeNull();
        quality.RoundTripMs.ShouldNotBeNull().ShouldBeInRange(0, 1000);
        quality.FarPacketsLost.ShouldBe(5);
        quality.FarJitterMs.ShouldBe(10);
        quality.FarMos.ShouldNotBeNull().ShouldBeInRange(1, 4.4);
        quality.Mos.ShouldNotBeNull().ShouldBeInRange(4, 4.5);
    }

    [Fact]
    public void A_report_that_claims_to_have_waited_longer_than_it_can_is_not_believed()
    {
        Start();

        Answer(FirstReport(), delay: 65536 * 30, lost: 0, jitter: 0);
        _line.Tick();

        _line.Session.Quality.ShouldNotBeNull().RoundTripMs.ShouldBeNull();
    }

    [Fact]
    public void A_far_end_with_a_coarse_clock_that_claims_a_little_too_much_is_close_by()
    {
        Start();

        Answer(FirstReport(), delay: 65536 / 20, lost: 0, jitter: 0);
        _line.Tick();

        _line.Session.Quality.ShouldNotBeNull().RoundTripMs.ShouldNotBeNull().ShouldBeInRange(0, 1000);
    }

    [Fact]
    public void After_a_move_reports_go_to_where_the_far_end_is_now()
    {
        byte[] report = [0x80, RtcpPacket.ReceiverReport, 0, 1, 0, 0, 0, 1];
        var control = new IPEndPoint(IPAddress.Loopback, _line.Session.LocalEndPoint.Port + 1);
        using RtpPeer former = new(control), newcomer = new(_line.Session.LocalEndPoint), reports = new(control);
        _line.Session.Target(_line.Parameters);
        _line.Tick();
        former.SendRaw(report);
        _line.Tick(LongestInterval);
        former.ReceiveRaw().ShouldNotBeEmpty();
        former.SendRaw(report);

        _line.Session.Target(_line.Parameters with { Remote = newcomer.Address, Rtcp = reports.Address });
        _line.Tick(LongestInterval);

        reports.ReceiveRaw().ShouldNotBeEmpty();
        former.ReceiveRaw().ShouldBeEmpty();
    }

    [Fact]
    public void What_the_former_source_reported_is_not_named_to_the_next()
    {
        Start();
        FirstReport();
        var packet = new byte[RtcpPacket.MostBytes];
        var length = RtcpPacket.WriteReport(packet, _line.Peer.Ssrc, new RtcpPacket.SenderInfo(Ntp.From(1_000_000_000), 0, 1, 160), null);
        _line.Peer.SendRaw(packet[..length]);
        _line.Tick();
        RtcpReportBlock.Read(FirstReport().AsSpan(28)).LastReport.ShouldNotBe(0u);

        _line.Peer.Ssrc = 0x9999;

        var block = RtcpReportBlock.Read(FirstReport().AsSpan(28));
        (block.Ssrc, block.LastReport, block.Delay).ShouldBe((0x9999u, 0u, 0u));
    }

    [Fact]
    public void The_end_is_told()
    {
        Start();
        _line.Tick(5);
        _line.Peer.ReceiveRaw();

        _line.Session.Dispose();

        var last = _line.Peer.ReceiveRaw().ShouldHaveSingleItem();
        last[^7].ShouldBe((byte)203);
        Number(last, last.Length - 4).ShouldBe(Number(last, 4));
    }

    [Fact]
    public void Under_encryption_reports_are_too_and_forged_ones_are_passed_over()
    {
        SrtpKeys ours = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80), theirs = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag32);
        using var opener = new SrtpReceiver(ours);
        using var far = new SrtpSender(theirs);
        _line.Session.Target(_line.Parameters with { RtcpMux = true, SendKeys = ours, ReceiveKeys = theirs });
        var packet = FirstReport();
        opener.TryOpenControl(packet, out var length).ShouldBeTrue();
        var report = packet[..length];

        Answer(report, delay: 0, lost: 1, jitter: 0);
        _line.Tick();
        _line.Session.Quality.ShouldNotBeNull().FarPacketsLost.ShouldBeNull();
        Answer(report, delay: 0, lost: 1, jitter: 0, far);
        _line.Tick();
        _line.Session.Quality.ShouldNotBeNull().FarPacketsLost.ShouldBe(1);
    }

    [Fact]
    public void A_quiet_far_end_that_still_reports_is_alive()
    {
        var timedOut = 0;
        _line.Session.TimedOut = () => timedOut++;
        Start();
        _line.Tick();
        _line.Peer.Send(1, [60], payloadType: 13);
        for (var tick = 0; tick < 300; tick++)
        {
            if (tick % 40 == 0) Answer(new byte[100], delay: 0, lost: 0, jitter: 0);
            _line.Tick();
        }

        timedOut.ShouldBe(0);
        _line.Session.Quality.ShouldNotBeNull().PacketsReceived.ShouldBe(1);
    }

    [Fact]
    public async Task A_quiet_far_end_whose_reports_stop_is_dead()
    {
        var told = new SemaphoreSlim(0);
        _line.Session.TimedOut = () => told.Release();
        Start();
        _line.Tick();
        _line.Peer.Send(1, [60], payloadType: 13);
        Answer(new byte[100], delay: 0, lost: 0, jitter: 0);

        _line.Tick(300);

        (await told.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
    }

    [Fact]
    public void No_damage_to_a_report_makes_reading_it_throw()
    {
        Start();
        var whole = FirstReport();
        var random = new Random(3550);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = whole[..random.Next(8, whole.Length + 1)];
            for (var hits = random.Next(1, 6); hits > 0; hits--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            bytes[1] = (byte)random.Next(198, 206);
            _line.Peer.SendRaw(bytes);
            if (round % 8 == 0) _line.Tick();
        }

        _line.Session.Quality.ShouldNotBeNull();
    }

    public ValueTask DisposeAsync() => _line.DisposeAsync();

    private static byte[] Silence => [.. Enumerable.Repeat(G711.MuLawSilence, 160)];

    private static uint Number(byte[] packet, int at) => BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(at));

    private void Start()
    {
        _line.Session.Target(_line.Parameters with { RtcpMux = true });
        _line.Peer.ReceiveRaw();
    }

    private List<byte[]> Reports() => _line.Peer.ReceiveRaw().FindAll(packet => RtcpPacket.IsOne(packet));

    private byte[] FirstReport()
    {
        for (var tick = 0; tick < LongestInterval; tick++)
        {
            _line.Peer.Send(tick, Silence);
            _line.Tick();
            if (Reports() is [var report, ..]) return report;
        }

        throw new InvalidOperationException("No report came.");
    }

    private void Answer(byte[] ours, uint delay, int lost, uint jitter, SrtpSender? protection = null)
    {
        var packet = new byte[64 + SrtpSender.MostOverhead];
        var middle = Ntp.Middle(BinaryPrimitives.ReadUInt64BigEndian(ours.AsSpan(8)));
        var length = RtcpPacket.WriteReport(packet, _line.Peer.Ssrc, null, new RtcpReportBlock(Number(ours, 4), 0, lost, 100, jitter, middle, delay));
        if (protection is not null) length = protection.ProtectControl(packet, length);
        _line.Peer.SendRaw(packet[..length]);
    }
}
