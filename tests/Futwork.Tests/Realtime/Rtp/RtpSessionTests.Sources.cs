using Futwork.Realtime.Audio;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Rtp;

/// <summary>Several sources, and what they send beside sound.</summary>
public abstract partial class RtpSessionTests
{
    private const uint First = 0x1111, Second = 0x2222;

    [Fact]
    public void Of_two_sources_that_send_in_turn_one_is_heard_throughout_and_the_other_when_it_is_over()
    {
        var audio = new ScriptedAudio(0, keep: 100);
        Session.Attach(audio);
        Session.Target(_line.Parameters);
        _line.Tick();
        for (var i = 0; i < 105; i++)
        {
            if (i < 50) Say(First, i, 440);
            Say(Second, 30_000 + i, 1000);
            _line.Tick();
        }

        audio.Full.IsCompleted.ShouldBeTrue();
        Tone.Share(audio.Heard[..(49 * 160)], 440).ShouldBeGreaterThan(0.95);
        Tone.Share(audio.Heard[(54 * 160)..], 1000).ShouldBeGreaterThan(0.95);
        Session.Statistics.Lost.ShouldBe(0);
    }

    [Fact]
    public void One_packet_of_another_source_disturbs_nothing()
    {
        var audio = new ScriptedAudio(0, keep: 40);
        Session.Attach(audio);
        Session.Target(_line.Parameters);
        _line.Tick();
        for (var i = 0; i < 50; i++)
        {
            Say(First, i, 440);
            if (i == 1) Say(Second, 700, 1000);
            if (i == 20) Send(Second, 701, [20], payloadType: 13);
            _line.Tick();
        }

        Tone.Share(audio.Heard, 440).ShouldBeGreaterThan(0.99);
        (Session.Statistics.Received, Session.Statistics.Concealed, Session.IsQuiet).ShouldBe((50, 0, false));
    }

    [Fact]
    public void Who_floods_from_the_far_ends_own_address_under_other_numbers_silences_nobody()
    {
        var audio = new ScriptedAudio(0, keep: 90);
        Session.Attach(audio);
        Session.Target(_line.Parameters);
        _line.Tick();
        for (var i = 0; i < 100; i++)
        {
            Say(First, i, 440);
            for (var forged = 0; i > 2 && forged < 4; forged++) Say((uint)(0x6660 + forged), i, 1000);
            _line.Tick();
        }

        Tone.Share(audio.Heard, 440).ShouldBeGreaterThan(0.99);
        Session.Statistics.Received.ShouldBe(100);
    }

    [Theory]
    [InlineData(19, 1, 0)]
    [InlineData(126, 1, 4)]
    [InlineData(0, 0, 4)]
    public void Whatever_else_the_source_sends_shows_that_it_lives_and_is_no_loss(int payloadType, int length, int invalid)
    {
        var timedOut = 0;
        Session.TimedOut = () => timedOut++;
        Session.Target(_line.Parameters);
        _line.Tick();
        Send(First, 0, Loud);
        for (var i = 1; i < 5; i++)
        {
            _line.Tick(40);
            Send(First, i, new byte[length], payloadType);
        }

        _line.Tick(40);
        Send(First, 5, Loud);
        _line.Tick(2);

        timedOut.ShouldBe(0);
        (Session.Statistics.Received, Session.Statistics.Lost, Session.Statistics.Invalid).ShouldBe((6, 0, invalid));
    }

    [Fact]
    public void Old_comfort_noise_is_heard_until_sound_comes_again()
    {
        var audio = new ScriptedAudio(0, keep: 1);
        Session.Target(_line.Parameters);
        _line.Tick();
        Send(First, 0, Loud);
        _line.Tick();
        Send(First, 1, [40], payloadType: 19);
        _line.Tick(10);
        Session.Attach(audio);
        _line.Tick(100);

        audio.Full.IsCompleted.ShouldBeTrue();
        audio.Heard.IndexOfAnyExceptInRange((short)-700, (short)700).ShouldBe(-1);
        Session.IsQuiet.ShouldBeTrue();
        Send(First, 2, Loud, payloadType: 0);
        _line.Tick();
        Session.IsQuiet.ShouldBeFalse();
    }

    [Theory]
    [InlineData(19, 1)]
    [InlineData(126, 1)]
    [InlineData(0, 0)]
    public async Task What_else_comes_from_elsewhere_or_from_another_source_counts_for_nothing(int payloadType, int length)
    {
        using var stranger = new RtpPeer(Session.LocalEndPoint) { Ssrc = First };
        var told = new SemaphoreSlim(0);
        Session.TimedOut = () => told.Release();
        Session.Target(_line.Parameters);
        stranger.Send(0, new byte[length], payloadType);
        _line.Tick();
        stranger.Receive().ShouldBeEmpty("nothing settles where the far end is but sound");
        Send(First, 0, Loud);
        for (var i = 1; i < 5; i++)
        {
            _line.Tick(20);
            stranger.Send(i, new byte[length], payloadType);
            Send(Second, i, new byte[length], payloadType);
        }

        (await told.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        (Session.Statistics.Received, Session.Statistics.Lost, Session.IsQuiet).ShouldBe((1, 0, false));
    }

    [Fact]
    public void Two_sources_cost_no_memory()
    {
        Session.Attach(new ScriptedAudio(400));
        Session.Target(_line.Parameters);
        _line.Tick();
        var next = 0;
        Rounds();

        Allocations.Least(Rounds).ShouldBe(0);

        long Rounds()
        {
            long allocated = 0;
            for (var i = 0; i < 100; i++, next++)
            {
                if (next % 20 < 10) Send(First, next, Loud);
                Send(Second, next, Loud);
                var before = GC.GetAllocatedBytesForCurrentThread();
                _line.Tick();
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }

            return allocated;
        }
    }

    private void Say(uint source, int sequence, int hertz)
    {
        var tone = new ScriptedAudio(hertz);
        var payload = new byte[160];
        G711.EncodeMuLaw([.. Enumerable.Range(sequence * 160, 160).Select(i => tone.Sample(i))], payload);
        Send(source, sequence, payload);
    }

    private void Send(uint source, int sequence, byte[] payload, int payloadType = 0)
    {
        Peer.Ssrc = source;
        Peer.Send(sequence, payload, payloadType);
    }
}
