using Futwork.Realtime.Audio;

namespace Futwork.Tests.Realtime.Rtp;

/// <summary>Keys, both ways.</summary>
public abstract partial class RtpSessionTests
{
    [Fact]
    public void A_key_is_sent_exactly_as_rfc_4733_shows()
    {
        Session.Target(_line.Parameters);
        _line.Tick(2);
        Session.SendDigits("5");
        _line.Tick(10);

        var sent = Peer.Receive();
        var key = sent.FindAll(packet => packet.PayloadType == RtpSessionFixture.Events);

        key.ConvertAll(packet => packet.PayloadBits).ShouldBe([0x050A00A0, 0x050A0140, 0x050A01E0, 0x050A0280, 0x058A0320, 0x058A0320, 0x058A0320]);
        key.ConvertAll(packet => packet.Marker).ShouldBe([true, false, false, false, false, false, false]);
        key.ShouldAllBe(packet => packet.Timestamp == sent[2].Timestamp);
        sent.ConvertAll(packet => packet.Sequence).ShouldBe(Enumerable.Range(0, 12).Select(i => (ushort)(sent[0].Sequence + i)));
        sent[9].Timestamp.ShouldBe(sent[1].Timestamp + (8 * 160));
    }

    [Fact]
    public void Keys_follow_each_other_every_160_ms()
    {
        Session.Target(_line.Parameters);
        Session.SendDigits("1*#a");
        _line.Tick(40);

        var starts = Peer.Receive().FindAll(packet => packet.PayloadType == RtpSessionFixture.Events && packet.Marker);

        starts.ConvertAll(packet => packet.Payload[0]).ShouldBe([1, 10, 11, 12]);
        starts.Skip(1).Zip(starts, (next, previous) => next.Timestamp - previous.Timestamp).ShouldAllBe(samples => samples == 8 * 160);
    }

    [Fact]
    public void Without_telephone_event_a_key_is_heard_as_its_two_tones()
    {
        Session.Target(_line.Parameters with { TelephoneEventPayloadType = null });
        Session.SendDigits("5");
        _line.Tick(8);

        var pcm = new short[8 * 160];
        G711.DecodeMuLaw(Peer.Receive().SelectMany(packet => packet.Payload).ToArray(), pcm);

        var tone = pcm.AsSpan(0, 5 * 160);
        Audio.Sine.Amplitude(tone, 770, 8000).ShouldBe(7000, 300);
        Audio.Sine.Amplitude(tone, 1336, 8000).ShouldBe(7000, 300);
        pcm[(5 * 160)..].ShouldAllBe(sample => sample == 0);
    }

    [Fact]
    public void Only_keys_of_a_phone_can_be_sent() =>
        Should.Throw<ArgumentException>(() => Session.SendDigits("12x")).Message.ShouldContain("'x'");

    [Fact]
    public void A_key_pressed_at_the_far_end_is_reported_once()
    {
        var audio = new ScriptedAudio(400);
        Session.Attach(audio);
        Session.Target(_line.Parameters);
        _line.Tick();
        for (var i = 0; i < 7; i++)
        {
            Peer.Send(i, [5, (byte)(i > 3 ? 0x8A : 0x0A), 0, 160], RtpSessionFixture.Events, timestamp: 5000, marker: i == 0);
            _line.Tick();
        }

        Peer.Send(7, [5, 0x0A, 0, 160], RtpSessionFixture.Events, timestamp: 7000);
        Peer.Send(8, [11, 0x0A, 0, 160], RtpSessionFixture.Events, timestamp: 9000);
        Peer.Send(9, [5, 0x8A, 0, 160], RtpSessionFixture.Events, timestamp: 5000);
        Peer.Send(10, [16, 0x8A, 0, 160], RtpSessionFixture.Events, timestamp: 12000);
        _line.Tick();

        audio.Digits.ShouldBe(['5', '5', '#']);
    }

    [Fact]
    public void Keys_from_a_source_of_their_own_are_reported_once_and_the_sound_beside_them_goes_on()
    {
        var audio = new ScriptedAudio(400, keep: 30);
        Session.Attach(audio);
        Session.Target(_line.Parameters);
        _line.Tick();
        for (var i = 0; i < 40; i++)
        {
            Peer.Ssrc = 0x1234;
            Peer.Send(i, Loud);
            Peer.Ssrc = 0x5678;
            if (i is >= 10 and < 17) Peer.Send(i, [5, 0x0A, 0, 160], RtpSessionFixture.Events, timestamp: 77_000, marker: i == 10);
            _line.Tick();
        }

        _line.Tick(4);
        audio.Digits.ShouldBe(['5']);
        audio.Full.IsCompleted.ShouldBeTrue();
        (Session.Statistics.Received, Session.Statistics.Lost, Session.Statistics.Duplicate).ShouldBe((40, 0, 0));
    }

    [Fact]
    public void A_key_that_signalling_tells_is_reported_as_any_other_unless_events_tell_of_keys()
    {
        var audio = new ScriptedAudio(400);
        Session.Attach(audio);
        Session.Target(_line.Parameters);
        _line.Tick();
        Session.Press('5');
        _line.Tick();
        audio.Digits.ShouldBe(['5']);

        Peer.Send(0, [6, 0x8A, 0, 160], RtpSessionFixture.Events, timestamp: 5000, marker: true);
        _line.Tick();
        Session.Press('6');
        _line.Tick();
        audio.Digits.ShouldBe(['5', '6']);

        Session.Target(_line.Parameters with { TelephoneEventPayloadType = null });
        Session.Press('7');
        _line.Tick();
        audio.Digits.ShouldBe(['5', '6', '7']);
    }

    [Theory]
    [InlineData(101, "5")]
    [InlineData(102, "5")]
    [InlineData(96, "")]
    public void Keys_under_the_numbers_of_our_offer_are_heard_though_the_answer_names_none(int payloadType, string heard)
    {
        var audio = new ScriptedAudio(400);
        Session.Attach(audio);
        Session.Target(_line.Parameters with { TelephoneEventPayloadType = null });
        _line.Tick();
        Peer.Send(0, [5, 0x0A, 0, 160, 0], payloadType, timestamp: 1000);
        for (var i = 1; i < 8; i++) Peer.Send(i, [5, 0x0A, 0, (byte)(i * 20)], payloadType, timestamp: 5000, marker: i == 1);
        _line.Tick();

        string.Concat(audio.Digits).ShouldBe(heard);
    }

    [Fact]
    public void Where_such_keys_are_heard_signalling_tells_of_none()
    {
        var audio = new ScriptedAudio(400);
        Session.Attach(audio);
        Session.Target(_line.Parameters with { TelephoneEventPayloadType = null });
        _line.Tick();
        Peer.Send(0, [5, 0x8A, 0, 160], RtpSessionFixture.Events, timestamp: 5000, marker: true);
        _line.Tick();
        Session.Press('5');
        _line.Tick();

        audio.Digits.ShouldBe(['5']);
    }

    [Fact]
    public void Numbers_of_our_offer_that_the_far_end_gave_to_its_sound_are_no_keys()
    {
        var audio = new ScriptedAudio(400);
        Session.Attach(audio);
        Session.Target(_line.Parameters with { PayloadType = RtpSessionFixture.Events, TelephoneEventPayloadType = null });
        _line.Tick();
        Peer.Send(0, [5, 0x0A, 0, 160], RtpSessionFixture.Events, timestamp: 5000, marker: true);
        _line.Tick();

        audio.Digits.ShouldBeEmpty();
    }

    [Fact]
    public void A_key_that_was_signalled_to_whoever_listened_before_is_not_told_to_the_next()
    {
        ScriptedAudio before = new(400), answered = new(400);
        Session.Attach(before);
        Session.Target(_line.Parameters);
        _line.Tick();
        Session.Press('5');
        Session.Renew(answered);
        _line.Tick(2);

        (before.Digits.Count, answered.Digits.Count).ShouldBe((0, 0));
    }

    [Fact]
    public void A_stream_that_begins_with_a_key_goes_on_with_sound()
    {
        var audio = new ScriptedAudio(400, keep: 3);
        Session.Attach(audio);
        Session.Target(_line.Parameters);
        _line.Tick();
        for (var i = 0; i < 7; i++)
        {
            Peer.Send(i, [5, 0x0A, 0, 160], RtpSessionFixture.Events, timestamp: 0, marker: i == 0);
            _line.Tick();
        }

        for (var i = 7; i < 15; i++)
        {
            Peer.Send(i, Loud);
            _line.Tick();
        }

        audio.Digits.ShouldBe(['5']);
        audio.Full.IsCompleted.ShouldBeTrue();
        (Session.Statistics.Received, Session.Statistics.Lost).ShouldBe((15, 0));
    }
}
