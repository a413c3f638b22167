using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Tests.Realtime.Audio;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Rtp;

/// <summary>Time in these tests is the pull: one every 20 ms. What is played names the packet it came from.</summary>
public sealed class JitterBufferTests
{
    private const int Frame = PhoneAudio.FrameSamples;
    private readonly JitterBuffer _buffer = new(new CallBuffers());
    private readonly List<int> _delays = [];
    private uint _start = 1000;

    [Fact]
    public void A_clean_line_is_heard_one_frame_after_arrival()
    {
        var played = Play(100, tick => [tick]);

        played[0].ShouldBe(0);
        played[1..].ShouldBe(Enumerable.Range(0, 99).Select(Value));
        _buffer.Concealed.ShouldBe(0);
    }

    [Fact]
    public void Packets_out_of_order_are_played_in_order()
    {
        var played = Play(41, tick => tick % 2 == 0 ? [tick] : [], tick => tick % 2 == 0 ? [tick + 2, tick + 1] : []);

        played.Where(value => value != 0).Distinct().ShouldBeInOrder();
        _buffer.Concealed.ShouldBe(0);
    }

    [Fact]
    public void The_timestamp_may_wrap_round()
    {
        _start = uint.MaxValue - (10 * Frame) - 7;

        Play(50, tick => [tick])[1..].ShouldBe(Enumerable.Range(0, 49).Select(Value));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    [InlineData(240)]
    [InlineData(320)]
    [InlineData(480)]
    public void Packets_may_have_any_usual_length(int samples)
    {
        var tone = Sine.Make(400, 8000, 8000);
        var heard = new List<short>();
        var sent = 0;
        for (var tick = 0; tick < 45; tick++)
        {
            for (; sent <= (tick + 1) * Frame; sent += samples) _buffer.Push((uint)sent, tone.AsSpan(sent, samples));
            heard.AddRange(Pull());
        }

        _buffer.Concealed.ShouldBe(0);
        var begin = heard.FindIndex(sample => sample != 0) - 1;
        heard[begin..].ShouldBe(tone[..(heard.Count - begin)]);
    }

    [Fact]
    public void A_lost_packet_is_bridged_by_more_of_the_same_and_then_all_goes_on()
    {
        var tone = Sine.Make(400, 8000, 16000);
        var heard = new List<short>();
        for (var tick = 0; tick < 60; tick++)
        {
            if (tick != 30) _buffer.Push((uint)(tick * Frame), tone.AsSpan(tick * Frame, Frame));
            heard.AddRange(Pull());
        }

        _buffer.Concealed.ShouldBe(1);
        var gap = heard.GetRange(31 * Frame, Frame).ToArray();
        Sine.Decibels(Sine.Amplitude(gap, 400, 8000), 10000).ShouldBeInRange(-4, 0);
        heard[(33 * Frame)..].ShouldBe(tone[(32 * Frame)..(59 * Frame)]);
    }

    [Fact]
    public void A_long_loss_fades_to_silence_within_60_ms()
    {
        var played = new List<short[]>();
        for (var tick = 0; tick < 40; tick++)
        {
            if (tick < 20) _buffer.Push((uint)(tick * Frame), Sine.Make(400, 8000, Frame));
            played.Add(Pull());
        }

        var levels = played[21..].ConvertAll(frame => AudioLevel.RmsDbfs(frame));
        levels[..3].ShouldBeInOrder(SortDirection.Descending);
        levels[0].ShouldBeGreaterThan(-20);
        levels[3..].ShouldAllBe(level => level == AudioLevel.SilenceDbfs);
        _buffer.Concealed.ShouldBe(3);
    }

    [Fact]
    public void Packets_that_come_late_after_a_stall_are_still_played_and_the_delay_grows_by_the_lateness()
    {
        var played = Play(60, tick => tick switch { 20 or 21 => [], 22 => [20, 21, 22], _ => [tick] });

        foreach (var packet in Enumerable.Range(0, 55)) played.ShouldContain(Value(packet));
        _buffer.Late.ShouldBe(0);
        _buffer.Delay.ShouldBe(2 * Frame);
    }

    [Fact]
    public void Delay_gained_in_a_stall_is_given_back_when_the_line_is_clean_again()
    {
        Play(60, tick => tick is >= 20 and < 24 ? [] : tick == 24 ? [20, 21, 22, 23, 24] : [tick]);
        var grown = _buffer.Delay;

        Play(600, tick => [60 + tick]);

        grown.ShouldBeGreaterThanOrEqualTo(4 * Frame);
        _buffer.Delay.ShouldBeLessThanOrEqualTo(2 * Frame);
        _buffer.Late.ShouldBe(0);
    }

    [Fact]
    public void Mean_delay_is_that_of_the_time_in_which_sound_flowed()
    {
        _buffer.MeanDelay.ShouldBe(0);

        Play(200, tick => [tick]);
        Play(100, _ => []);

        _buffer.Delay.ShouldBe(0);
        _buffer.MeanDelay.ShouldBe(Frame, 2);
    }

    [Fact]
    public void A_burst_after_a_long_stall_never_leaves_more_than_120_ms_waiting()
    {
        Play(70, tick => tick is >= 20 and < 60 ? [] : tick == 60 ? [.. Enumerable.Range(20, 41)] : [tick]);

        _buffer.Delay.ShouldBeLessThanOrEqualTo(JitterBuffer.MaxDelay + Frame);
    }

    [Fact]
    public void Where_a_burst_makes_older_sound_drop_what_follows_blends_in()
    {
        var heard = HearTone(60, tick => tick switch { < 20 => tick + 1, < 25 => 20, < 30 => (2 * tick) - 24, _ => tick + 5 });

        _delays.Max().ShouldBe(JitterBuffer.MaxDelay);
        MostStep(heard).ShouldBeLessThan(4200);
    }

    [Fact]
    public void Delay_gained_in_a_burst_is_given_back_in_steps_that_are_apart()
    {
        var heard = HearTone(400, tick => tick is >= 20 and < 35 ? 20 : tick + 1);

        var folds = Enumerable.Range(50, 350).Where(tick => _delays[tick] < _delays[tick - 1]).ToList();
        folds.Count.ShouldBeGreaterThan(2);
        folds.Zip(folds.Skip(1), (before, next) => next - before).ShouldAllBe(ticks => ticks >= 10);
        MostStep(heard.AsSpan(50 * Frame)).ShouldBeLessThan(4200);
    }

    [Fact]
    public void A_packet_whose_moment_has_passed_is_dropped()
    {
        var played = Play(40, tick => tick switch { 20 => [], 23 => [20, 23], _ => [tick] });

        _buffer.Late.ShouldBe(1);
        played.ShouldNotContain(Value(20));
        played[^1].ShouldBe(Value(38));
    }

    [Fact]
    public void A_clump_of_packets_that_come_late_costs_only_itself()
    {
        var played = Play(60, tick => tick switch { 20 or 21 or 22 => [], 26 => [20, 21, 22, 26], _ => [tick] });

        foreach (var packet in Enumerable.Range(23, 34)) played.ShouldContain(Value(packet));
        _buffer.Late.ShouldBe(3);
        _buffer.Delay.ShouldBeLessThanOrEqualTo(2 * Frame);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(14)]
    [InlineData(400)]
    public void A_sender_whose_timestamps_step_back_is_heard_again_within_280_ms(int frames)
    {
        Play(20, tick => [tick]);
        _start -= (uint)(frames * Frame);

        var played = Play(60, tick => [20 + tick])[14..];

        played.Zip(played.Skip(1), (before, next) => next - before).ShouldAllBe(step => step == 10);
        _buffer.Delay.ShouldBeLessThanOrEqualTo(Frame);
    }

    [Fact]
    public void What_piled_up_while_the_clock_was_100_ms_late_is_heard_whole_as_it_catches_up()
    {
        var played = Play(20, tick => [tick]).Concat(Play(6, tick => tick == 0 ? [20, 21, 22, 23, 24, 25] : [])).Concat(Play(10, tick => [26 + tick]));

        played.Skip(1).ShouldBe(Enumerable.Range(0, 35).Select(Value));
        _buffer.Concealed.ShouldBe(0);
    }

    [Fact]
    public void Packets_that_keep_coming_late_make_the_buffer_wait_longer()
    {
        // One packet in five takes a way that is 60 ms longer.
        Play(300, Detour(0));
        var lateAtFirst = _buffer.Late;
        Play(300, Detour(300));

        lateAtFirst.ShouldBeInRange(2, 6);
        _buffer.Late.ShouldBe(lateAtFirst);

        static Func<int, int[]> Detour(int first) => tick => (first + tick) switch
        {
            var packet when packet % 5 == 0 => [],
            var packet when packet % 5 == 3 => [packet - 3, packet],
            var packet => [packet],
        };
    }

    [Theory]
    [InlineData(0.995)]
    [InlineData(1.005)]
    public void A_sender_whose_clock_drifts_is_followed_without_end(double rate)
    {
        var (sent, concealedBefore) = (0, 0L);
        for (var tick = 0; tick < 5000; tick++)
        {
            for (; sent <= tick * rate; sent++) Push(sent);
            Pull();
            if (tick == 1000) concealedBefore = _buffer.Concealed;
        }

        _buffer.Delay.ShouldBeLessThanOrEqualTo(5 * Frame);
        (_buffer.Concealed - concealedBefore).ShouldBeLessThan(40);
        _buffer.Late.ShouldBeLessThan(10);
    }

    [Fact]
    public void A_sender_that_starts_its_timestamps_anew_is_followed_after_three_packets()
    {
        Play(20, tick => [tick]);
        _start += 0x4000_0000;

        var played = Play(20, tick => [40 + tick]);

        played[^1].ShouldBe(Value(58));
        played.Count(value => value == 0 || value < Value(40)).ShouldBeLessThan(8);
    }

    [Fact]
    public void Speech_after_a_pause_without_packets_starts_with_full_delay()
    {
        Play(20, tick => [tick]);
        Play(50, _ => []);

        var played = Play(20, tick => [70 + tick]);

        played[1..].ShouldBe(Enumerable.Range(70, 19).Select(Value));
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(30, 0.02)]
    [InlineData(60, 0.05)]
    public void Packets_delayed_at_random_are_nearly_all_heard_once_the_buffer_knows_the_line(int mostMilliseconds, double loss)
    {
        const int packets = 4000, known = 500;
        var random = new Random(mostMilliseconds);
        var arrivals = Enumerable.Range(0, packets)
            .Where(_ => random.NextDouble() >= loss)
            .Select(packet => (packet, tick: (int)(packet + random.NextDouble() + (random.NextDouble() * mostMilliseconds / 20))))
            .ToLookup(arrival => arrival.tick, arrival => arrival.packet);
        long late = 0;
        var waiting = 0d;
        for (var tick = 0; tick < packets; tick++)
        {
            foreach (var packet in arrivals[tick]) Push(packet);
            Pull();
            if (tick == known) late = _buffer.Late;
            if (tick > known) waiting += _buffer.Delay;
            _buffer.Delay.ShouldBeLessThanOrEqualTo(JitterBuffer.MaxDelay + Frame);
        }

        ((double)(_buffer.Late - late) / (packets - known)).ShouldBeLessThan(0.01);
        (waiting / (packets - known) / 8).ShouldBeLessThan(mostMilliseconds + 45);
    }

    [Fact]
    public void Nothing_is_allocated_once_it_runs()
    {
        short[] packet = new short[Frame], frame = new short[Frame];
        uint timestamp = 0;
        Round();

        Allocations.Of(Rounds).ShouldBe(0);

        void Rounds()
        {
            for (var i = 0; i < 1000; i++) Round();
        }

        void Round()
        {
            timestamp += Frame;
            if (timestamp / Frame % 10 != 0) _buffer.Push(timestamp, packet);
            _buffer.Pull(frame);
        }
    }

    private static int Value(int packet) => (packet + 1) * 10;

    /// <summary>For each tick: the packets that arrive in it, then one pull. Returns the middle sample of each frame.</summary>
    private int[] Play(int ticks, params Func<int, int[]>[] arrivals)
    {
        var played = new int[ticks];
        for (var tick = 0; tick < ticks; tick++)
        {
            foreach (var packet in arrivals.SelectMany(arrive => arrive(tick)).Distinct()) Push(packet);
            played[tick] = Pull()[Frame / 2];
        }

        return played;
    }

    /// <summary>Plays a tone, of which so many packets have come by each tick; notes the delay after each.</summary>
    private short[] HearTone(int ticks, Func<int, int> arrived)
    {
        var tone = Sine.Make(440, 8000, (ticks + 100) * Frame);
        var heard = new List<short>();
        var sent = 0;
        for (var tick = 0; tick < ticks; tick++)
        {
            for (; sent < arrived(tick); sent++) _buffer.Push((uint)(sent * Frame), tone.AsSpan(sent * Frame, Frame));
            heard.AddRange(Pull());
            _delays.Add(_buffer.Delay);
        }

        return [.. heard];
    }

    private static int MostStep(ReadOnlySpan<short> sound)
    {
        var most = 0;
        for (var i = 1; i < sound.Length; i++) most = Math.Max(most, Math.Abs(sound[i] - sound[i - 1]));
        return most;
    }

    private void Push(int packet)
    {
        var pcm = new short[Frame];
        pcm.AsSpan().Fill((short)Value(packet));
        _buffer.Push(_start + (uint)(packet * Frame), pcm);
    }

    private short[] Pull()
    {
        var frame = new short[Frame];
        _buffer.Pull(frame);
        return frame;
    }
}
