using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Answering;
using Futwork.Realtime.Metering;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Conversation.Answering;

/// <summary>What is listened to before an answer, for how long, and what comes of it, in virtual time.</summary>
public sealed class AnnouncementListenerTests : IDisposable
{
    private const string SwitchedOff = "the number you are calling is switched off";
    private static readonly LegAnswer Vague = new(LegResult.NoAnswer, Rang: true, SipStatus: 480);

    private readonly SingleThread _thread = new();
    private readonly FakeTime _time = new();
    private readonly VoiceActivityPump _pump;
    private readonly UsageMeter _meter = new(EnginePrices.None);
    private readonly Random _noise = new(1);
    private readonly ScriptedEars _ears;
    private readonly AnnouncementListener _listener;
    private VoiceProbability _detector = chunk => chunk.ContainsAnyExcept((short)0) ? 1 : 0;
    private int _samples;

    public AnnouncementListenerTests()
    {
        _pump = new VoiceActivityPump(() => chunk => _detector(chunk), threads: 0);
        _ears = new ScriptedEars(_time);
        var setup = new ConversationSetup
        {
            CallId = Guid.Empty,
            Agent = Agents.Asking(),
            Variables = new Dictionary<string, string>(),
            SpeechToText = new MeteredSpeechToText(_ears, _meter.For(EngineUsage.SpeechToText, "scripted", null)),
            TextToSpeech = new ScriptedVoice(_time),
            Usage = _meter,
            Time = _time,
        };
        _listener = new AnnouncementListener(setup, _pump, NullLogger.Instance);
        Silence(500);
    }

    public void Dispose()
    {
        _thread.Run(() => _ = _listener.DisposeAsync().AsTask());
        _pump.Dispose();
    }

    [Fact]
    public async Task An_announcement_tells_why_nobody_answered_where_the_carrier_does_not()
    {
        Announce(SwitchedOff);

        (await ExplainAsync(Vague)).ShouldBe(Vague with { Result = LegResult.PhoneUnreachable, Announcement = NetworkAnnouncement.PhoneUnreachable });
    }

    [Fact]
    public async Task What_the_carrier_says_definitely_stays()
    {
        Announce(SwitchedOff);

        (await ExplainAsync(new LegAnswer(LegResult.Busy, SipStatus: 486))).Result.ShouldBe(LegResult.Busy);
    }

    [Fact]
    public void Ears_that_know_enough_are_closed_and_what_they_heard_is_counted()
    {
        Announce(SwitchedOff);
        var heard = _ears.Open!.Samples;
        Speak(3000);

        _ears.Open.IsDisposed.ShouldBeTrue();
        _ears.Open.Samples.ShouldBe(heard);
        var use = _meter.Read().ShouldHaveSingleItem();
        (use.Requests, use.AudioSeconds).ShouldBe((1, Math.Round(heard / (double)PhoneAudio.SampleRate, 3)));
        PhoneAudio.Duration(heard).TotalSeconds.ShouldBeInRange(3, 4);
    }

    /// <summary>Ringing tones of India, North America, the United Kingdom and Europe (ITU-T E.180 supplement 2): one frequency, two, or one that another modulates.</summary>
    [Theory]
    [InlineData(400, 0, 25, new[] { 400, 200, 400, 2000 })]
    [InlineData(440, 480, 0, new[] { 2000, 4000 })]
    [InlineData(400, 450, 0, new[] { 400, 200, 400, 2000 })]
    [InlineData(425, 0, 0, new[] { 1000, 4000 })]
    public async Task Nothing_is_opened_as_long_as_nobody_speaks(double first, double second, double modulated, int[] cadence)
    {
        _detector = new SileroVad(PhoneAudio.SampleRate).Probability;
        Silence(3000);
        for (int ring = 0; ring < 3; ring++)
        {
            foreach ((int index, int milliseconds) in cadence.Index())
                Play(milliseconds, sample => (short)(index % 2 == 0 ? 6000 * (Tone(first, sample) + Tone(second, sample)) * (1 + (Tone(modulated, sample) / 2)) : 0));
        }

        _ears.Open.ShouldBeNull("silence and a ringing tone are worth no ears");
        _listener.HasListened.ShouldBeFalse();
        (await ExplainAsync(Vague)).ShouldBe(Vague);
        _meter.Read().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_last_words_may_come_after_the_attempt_is_over()
    {
        _ears.DelayMilliseconds = 1500;
        _ears.Script.Enqueue(new RecognitionResult(SwitchedOff, true));
        Speak(3000);

        (await ExplainAsync(Vague, within: 1600)).Result.ShouldBe(LegResult.PhoneUnreachable);
    }

    [Fact]
    public async Task Words_that_take_too_long_are_not_waited_for_and_those_that_were_not_settled_count()
    {
        _ears.DelayMilliseconds = 5000;
        Speak(3000);
        _thread.Run(() => _ears.Open!.Send(new RecognitionResult(SwitchedOff, false)));

        (await ExplainAsync(Vague, within: 2010)).Result.ShouldBe(LegResult.PhoneUnreachable);
        _ears.Open!.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_words_in_time_all_is_as_if_nobody_had_listened()
    {
        _ears.DelayMilliseconds = 5000;
        _ears.Script.Enqueue(new RecognitionResult(SwitchedOff, true));
        Speak(3000);

        (await ExplainAsync(Vague, within: 2010)).ShouldBe(Vague);
    }

    [Fact]
    public async Task A_caller_tune_is_paid_for_twenty_seconds_at_the_most()
    {
        Speak(30_000);

        _ears.Open!.IsDisposed.ShouldBeTrue();
        PhoneAudio.Duration(_ears.Open.Samples).TotalSeconds.ShouldBeInRange(20, 21);
        (await ExplainAsync(Vague)).ShouldBe(Vague);
    }

    [Fact]
    public async Task Ears_that_break_change_nothing()
    {
        Speak(1000);
        _thread.Run(_ears.Open!.Fail);
        Speak(1000);

        (await ExplainAsync(Vague)).ShouldBe(Vague);
    }

    [Fact]
    public async Task An_answer_does_not_wait_and_stays_one()
    {
        var answered = new LegAnswer(LegResult.Answered, Rang: true, SipStatus: 200);
        _ears.DelayMilliseconds = 5000;
        Speak(1000);

        (await ExplainAsync(answered)).ShouldBe(answered);
        _ears.Open!.IsDisposed.ShouldBeTrue();
    }

    private void Announce(string words)
    {
        _ears.Script.Enqueue(new RecognitionResult(words, true));
        Speak(3000);
        Silence(500);
    }

    private void Silence(int milliseconds) => Play(milliseconds, _ => 0);

    private static double Tone(double hertz, int sample) => Math.Sin(Math.Tau * hertz * sample / PhoneAudio.SampleRate);

    /// <summary>The detector of most of these tests takes any sound for speech.</summary>
    private void Speak(int milliseconds) => Play(milliseconds, _ => (short)_noise.Next(-8000, 8000));

    private void Play(int milliseconds, Func<int, short> sample)
    {
        for (int frame = 0; frame < milliseconds / PhoneAudio.FrameMilliseconds; frame++)
        {
            short[] heard = [.. Enumerable.Range(_samples, PhoneAudio.FrameSamples).Select(sample)], say = new short[PhoneAudio.FrameSamples];
            _samples += heard.Length;
            _thread.Run(() =>
            {
                _listener.OnFrame(heard, say);
                _pump.PumpNow();
            });
            _thread.Run(() => _time.Advance(PhoneAudio.FrameMilliseconds));
            say.ShouldAllBe(spoken => spoken == 0);
        }
    }

    private async Task<LegAnswer> ExplainAsync(LegAnswer answer, int within = 0)
    {
        Task<LegAnswer>? explaining = null;
        _thread.Run(() => explaining = _listener.ExplainAsync(answer));
        for (int passed = 0; passed < within && !explaining!.IsCompleted; passed++)
            _thread.Run(() => _time.Advance(1));
        explaining!.IsCompleted.ShouldBeTrue($"it should take {within} ms at the most");
        return await explaining;
    }
}
