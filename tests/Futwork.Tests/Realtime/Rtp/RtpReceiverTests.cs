using System.Net;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Rtp;

/// <summary>Where sound lands whose timestamps do not fit it.</summary>
public sealed class RtpReceiverTests
{
    private const int Frame = PhoneAudio.FrameSamples;
    private static readonly IPEndPoint Remote = new(IPAddress.Loopback, 4000);
    private static readonly PeerAddress Source = new(Remote);
    private readonly RtpReceiver _receiver = new(new CallBuffers());
    private readonly short[] _tone = Coded();
    private readonly List<short> _heard = [];
    private int _sequence;
    private long _tick;

    public RtpReceiverTests() => _receiver.Apply(RtpAgreement.Follow(null, new RtpParameters(Remote, AudioCodec.Pcma, TelephoneEventPayloadType: 101)));

    [Fact]
    public void Timestamps_that_wobble_by_a_millisecond_are_heard_without_a_seam()
    {
        for (var i = 0; i < 200; i++) Tick(i * Frame, Frame, (uint)(i * Frame) + (uint)((i % 3 - 1) * 8));

        MustHear(198);
    }

    [Theory]
    [InlineData(-80)]
    [InlineData(-8)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(80)]
    public void Timestamps_that_count_faster_or_slower_than_the_sound_make_no_holes(int each)
    {
        for (var i = 0; i < 300; i++) Tick(i * Frame, Frame, (uint)(i * (Frame + each)));

        MustHear(298);
        _receiver.Buffer.Delay.ShouldBe(Frame);
    }

    [Fact]
    public void Pairs_of_short_packets_with_one_timestamp_are_heard_whole()
    {
        for (var i = 0; i < 200; i++)
        {
            Take(i * Frame, Frame / 2, (uint)(i * Frame));
            Tick((i * Frame) + (Frame / 2), Frame / 2, (uint)(i * Frame));
        }

        MustHear(198);
    }

    [Fact]
    public void A_packet_that_is_lost_or_held_back_between_such_packets_costs_itself_alone()
    {
        for (var i = 0; i < 100; i++)
        {
            if (i == 50) _sequence++;
            if (i is 50) Pull();
            else Tick(i * Frame, Frame, (uint)((i * Frame) + (i % 2 * 8)));
        }

        _receiver.Buffer.Concealed.ShouldBeLessThan(4);
        Tone.Share(_heard.ToArray().AsSpan(10 * Frame), 440).ShouldBeGreaterThan(0.97);
    }

    [Theory]
    [InlineData(160)]
    [InlineData(800)]
    public void A_pause_that_the_far_end_leaves_out_stays_one(int pause)
    {
        var stamp = 0;
        for (var i = 0; i < 30; i++)
        {
            if (i == 20)
            {
                stamp += pause;
                for (var passed = 0; passed < pause; passed += Frame) Pull();
            }

            Tick(i * Frame, Frame, (uint)stamp);
            stamp += Frame;
        }

        _receiver.Buffer.Concealed.ShouldBe(Math.Min(pause / Frame, 3));
        _heard[^Frame..].ShouldBe(_tone[(28 * Frame)..(29 * Frame)]);
    }

    [Fact]
    public void Timestamps_that_wobble_cost_no_memory()
    {
        var datagram = Datagram(0, Frame, 0);
        var frame = new short[Frame];
        Rounds();

        Allocations.Of(Rounds).ShouldBe(0);

        void Rounds()
        {
            for (var i = 0; i < 200; i++, _sequence++)
            {
                RtpPacket.WriteHeader(datagram, false, 8, (ushort)_sequence, (uint)((_sequence * Frame) + (_sequence % 3 * 8)), 1);
                _receiver.Accept(datagram, Source, 0, _tick++, out _);
                _receiver.Buffer.Pull(frame);
            }
        }
    }

    /// <summary>A packet, and the frame that is heard in its tick.</summary>
    private void Tick(int from, int samples, uint stamp)
    {
        Take(from, samples, stamp);
        Pull();
    }

    private void Take(int from, int samples, uint stamp)
    {
        _receiver.Accept(Datagram(from, samples, stamp), Source, 0, _tick, out _).ShouldBeTrue();
        _sequence++;
    }

    private void Pull()
    {
        var frame = new short[Frame];
        _receiver.Buffer.Pull(frame);
        _heard.AddRange(frame);
        _tick++;
    }

    private byte[] Datagram(int from, int samples, uint stamp)
    {
        var datagram = new byte[RtpPacket.HeaderSize + samples];
        RtpPacket.WriteHeader(datagram, false, 8, (ushort)_sequence, stamp, 1);
        G711.EncodeALaw(_tone.AsSpan(from, samples), datagram.AsSpan(RtpPacket.HeaderSize));
        return datagram;
    }

    /// <summary>So many frames came out as they went in, and none was made up.</summary>
    private void MustHear(int frames)
    {
        _receiver.Buffer.Concealed.ShouldBe(0);
        _heard[Frame..((frames + 1) * Frame)].ShouldBe(_tone[..(frames * Frame)]);
    }

    /// <summary>A tone as A-law leaves it.</summary>
    private static short[] Coded()
    {
        var tone = new ScriptedAudio(440);
        short[] pcm = [.. Enumerable.Range(0, 400 * Frame).Select(i => tone.Sample(i))];
        var coded = new byte[pcm.Length];
        G711.EncodeALaw(pcm, coded);
        G711.DecodeALaw(coded, pcm);
        return pcm;
    }
}
