using System.Threading.Channels;
using Futwork.Providers;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Futwork.Simulator.Personas;
using Futwork.Simulator.Phone;
using Futwork.Tests.Realtime.Sip;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Simulator.Phone;

/// <summary>The line, called over real SIP and RTP on loopback; every wait is for real sound and bounded.</summary>
[Collection(RealSound.Name)]
public sealed class PhoneLineTests : IAsyncLifetime
{
    private readonly Channel<LineEntry> _log = Channel.CreateUnbounded<LineEntry>();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));
    private readonly List<LineEntry> _seen = [];
    private PhoneLine _line = null!;
    private SipPhone _phone = null!;
    private LineCaller _caller = null!;

    public async ValueTask InitializeAsync()
    {
        _phone = await SipPhone.StartAsync();
        _caller = new LineCaller(_phone);
        _line = await SimulatedPhone.StartAsync(PersonaBook.BuiltIn(), s => s with { OnEntry = e => _log.Writer.TryWrite(e) }, _limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        await _line.DisposeAsync();
        _limit.Dispose();
    }

    [Theory]
    [InlineData("+919999789802", LegResult.Busy, 486, 17, false)]
    [InlineData("+919999789809", LegResult.Rejected, 603, 21, true)]
    [InlineData("+919999789811", LegResult.InvalidNumber, 404, 1, false)]
    [InlineData("+919999789812", LegResult.Congestion, 503, 34, false)]
    public async Task Who_refuses_does_so_in_the_words_of_the_line(string number, LegResult result, int status, int cause, bool rang)
    {
        await using var leg = _caller.Dial(number, _line.EndPoint);

        var answer = await leg.Answer.WaitAsync(_limit.Token);

        (answer.Result, answer.SipStatus, answer.CauseCode, answer.Rang).ShouldBe((result, status, cause, rang));
        answer.RetryAfter.ShouldBe(status == 503 ? TimeSpan.FromSeconds(30) : null);
        (await NextAsync(LineEvent.Refuse)).Status.ShouldBe(status);
        _seen.Select(e => e.Event).ShouldBe(rang ? [LineEvent.Invite, LineEvent.Ring, LineEvent.Refuse] : [LineEvent.Invite, LineEvent.Refuse]);
        _seen.ShouldAllBe(e => e.From == "+911600110011" && e.To == number);
    }

    [Fact]
    public async Task Who_does_not_answer_rings_until_the_caller_gives_up()
    {
        await using var leg = _caller.Dial("+919999789808", _line.EndPoint, ringTimeout: TimeSpan.FromSeconds(2));

        var answer = await leg.Answer.WaitAsync(_limit.Token);

        (answer.Result, answer.Rang).ShouldBe((LegResult.NoAnswer, true));
        await NextAsync(LineEvent.Cancel);
        _seen.Select(e => e.Event).ShouldBe([LineEvent.Invite, LineEvent.Ring, LineEvent.Cancel]);
    }

    [Fact]
    public async Task The_interested_answer_after_they_were_spoken_to()
    {
        await using var leg = await AnsweredAsync("+919999789877");

        await SayAsync("Hello! Am I speaking with Asha?");

        (await NextAsync(LineEvent.Say)).Text.ShouldBe("Yes, speaking.");
        await HeardAsync(PhoneAudio.SampleRate, sound => AudioLevel.RmsDbfs(sound) > -40);
        await leg.HangUpAsync();
        var end = await NextAsync(LineEvent.End);
        (end.By, end.Persona).ShouldBe(("caller", "interested"));
    }

    [Fact]
    public async Task The_one_who_interrupts_talks_while_the_caller_still_speaks()
    {
        await using var leg = await AnsweredAsync("+919999789804");
        await SayAsync("Hello!");
        (await NextAsync(LineEvent.Say)).Text.ShouldBe("Yes, speaking.");

        var sentence = await SayAsync("I am calling about your yearly health check, which is free of charge, and I would like to book it for you today.");
        var begun = TimeProvider.System.GetTimestamp();

        (await NextAsync(LineEvent.Say)).Text.ShouldStartWith("Wait a moment");
        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(sentence);
    }

    [Fact]
    public async Task The_one_who_hangs_up_does_so_in_the_middle_of_a_sentence()
    {
        await using var leg = await AnsweredAsync("+919999789806");
        await SayAsync("Hello!");
        await NextAsync(LineEvent.Say);

        var sentence = await SayAsync("I am calling about your yearly health check, which is free of charge, and I would like to book it for you today.");
        var begun = TimeProvider.System.GetTimestamp();

        (await leg.Ended.WaitAsync(_limit.Token)).By.ShouldBe(LegEndedBy.Remote);
        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(sentence);
        (await NextAsync(LineEvent.End)).By.ShouldBe("persona");
    }

    [Fact]
    public async Task The_silent_one_sends_silence()
    {
        await using var leg = await AnsweredAsync("+919999789805");

        await SayAsync("Hello! Is anybody there?");

        await NextAsync(LineEvent.Heard);
        AudioLevel.RmsDbfs(_caller.Heard).ShouldBeLessThan(-80);
        _seen.ShouldNotContain(e => e.Event == LineEvent.Say);
    }

    [Fact]
    public async Task An_answering_machine_greets_beeps_at_1_kHz_and_then_listens()
    {
        await using var leg = await AnsweredAsync("+919999789807");

        (await NextAsync(LineEvent.Say)).Text.ShouldStartWith("Hello. You have reached my voice mail.");
        // It lasts 0.6 s.
        await HeardAsync(PhoneAudio.SampleRate / 2, sound => ToneShare(sound, 1000) > 0.9);

        ToneShare(_caller.Heard.AsSpan(0, PhoneAudio.SampleRate), 1000).ShouldBeLessThan(0.2);
    }

    [Fact]
    public async Task The_wrong_number_says_so_and_hangs_up_when_asked_on()
    {
        await using var leg = await AnsweredAsync("+919999789810");

        await SayAsync("Hello! Am I speaking with Asha?");
        (await NextAsync(LineEvent.Say)).Text.ShouldBe("No, you have the wrong number.");
        await SayAsync("I am sorry to have troubled you.");
        (await NextAsync(LineEvent.Say)).Text.ShouldBe("Goodbye.");

        (await leg.Ended.WaitAsync(_limit.Token)).By.ShouldBe(LegEndedBy.Remote);
    }

    private async Task<ICallLeg> AnsweredAsync(string number)
    {
        var leg = _caller.Dial(number, _line.EndPoint);
        (await leg.Answer.WaitAsync(_limit.Token)).IsAnswered.ShouldBeTrue();
        return leg;
    }

    /// <summary>Says a sentence with the agent's voice; returns how long it lasts.</summary>
    private async Task<TimeSpan> SayAsync(string text)
    {
        await using var services = new ServiceCollection().AddProviders().BuildServiceProvider();
        var lines = new SpokenLines(services.GetServices<ITextToSpeech>().First(e => e.Name == "local"));
        short[] sound = await lines.SayAsync("slt", text);
        _caller.Say(sound);
        return PhoneAudio.Duration(sound.Length);
    }

    private async Task<LineEntry> NextAsync(LineEvent what)
    {
        while (true)
        {
            var entry = await _log.Reader.ReadAsync(_limit.Token);
            _seen.Add(entry);
            if (entry.Event == what)
                return entry;
        }
    }

    /// <summary>Waits for a stretch of sound of that length, wherever in the call: who looks may come late.</summary>
    private async Task HeardAsync(int samples, Predicate<short[]> condition)
    {
        const int Step = PhoneAudio.SampleRate / 20;
        using var frames = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var heard = _caller.Heard;
        for (var at = 0; ; at += Step)
        {
            while (heard.Length < at + samples)
            {
                await frames.WaitForNextTickAsync(_limit.Token);
                heard = _caller.Heard;
            }

            if (condition(heard[at..(at + samples)]))
                return;
        }
    }

    /// <summary>The share of the sound's energy that lies at one frequency (Goertzel).</summary>
    private static double ToneShare(ReadOnlySpan<short> sound, double hertz)
    {
        var (real, imaginary, energy) = (0d, 0d, 1d);
        for (var i = 0; i < sound.Length; i++)
        {
            var angle = 2 * Math.PI * hertz * i / PhoneAudio.SampleRate;
            real += sound[i] * Math.Cos(angle);
            imaginary += sound[i] * Math.Sin(angle);
            energy += (double)sound[i] * sound[i];
        }

        return 2 * (real * real + imaginary * imaginary) / (sound.Length * energy);
    }
}
