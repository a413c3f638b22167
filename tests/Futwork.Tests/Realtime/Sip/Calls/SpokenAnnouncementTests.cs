using Futwork.Providers.Local.Sphinx;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Answering;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;
using Futwork.Tests.Providers;
using Futwork.Tests.Support;
using Talk = Futwork.Realtime.Conversation.Conversation;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>What a network says before the answer, spoken and understood by the embedded engines, over real SIP and RTP.</summary>
[Collection(RealSound.Name)]
public sealed class SpokenAnnouncementTests
{
    private const int MostCalls = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("The number you are calling is not reachable. Please try again later.", 480, LegResult.PhoneUnreachable)]
    [InlineData("The number you have dialed does not exist. Please check the number you have dialed.", 500, LegResult.InvalidNumber)]
    [InlineData("The number you are calling is not reachable. Please try again later.", 486, LegResult.Busy)]
    [InlineData("My grandmother used to bake apple pies every autumn.", 480, LegResult.NoAnswer)]
    public async Task A_spoken_announcement_decides_where_the_code_says_nothing_definite(string said, int status, LegResult result)
    {
        using var engine = new SphinxSpeechToText(TimeProvider.System);
        await WarmAsync(engine);
        short[] sound = [.. await CallerVoice.SayAsync(said), .. new short[PhoneAudio.SampleRate]];
        await using var phone = await SipPhone.StartAsync();

        // Where the machine stood still meanwhile, other words may have been heard: somebody else is called.
        var (understood, inTime) = await CallAsync(phone, engine, sound, status);
        for (var calls = 1; understood != result && !inTime && calls < MostCalls; calls++)
            (understood, inTime) = await CallAsync(phone, engine, sound, status);

        understood.ShouldBe(result);
    }

    /// <summary>A call that is refused after such sound: what it came to, and whether the sound was played in time.</summary>
    private static async Task<(LegResult Result, bool InTime)> CallAsync(SipPhone phone, SphinxSpeechToText engine, short[] sound, int status)
    {
        using var peer = new WirePeer();
        using var voiceActivity = new VoiceActivityPump();
        await using var talk = new Talk(Setup(engine), voiceActivity);
        var leg = phone.Agent.Dial(SipPhone.To(peer.Port) with { OnEarlySound = talk.ListenBeforeAnswer });
        var invite = await peer.ExpectAsync("INVITE ");

        var inTime = await EarlySound.PlayAsync(peer, invite, sound);
        leg.Answer.IsCompleted.ShouldBeFalse("sound before the answer is none");
        peer.Respond(invite, status);
        await peer.ExpectPastAsync("INVITE", "ACK");

        var answer = await talk.ExplainAsync(await leg.Answer.WaitAsync(Patience));
        return (answer.Result, inTime);
    }

    private static ConversationSetup Setup(ISpeechToText engine) => new()
    {
        CallId = Guid.NewGuid(),
        Agent = Conversation.Agents.Asking(),
        Variables = new Dictionary<string, string>(),
        SpeechToText = engine,
        TextToSpeech = new ScriptedVoice(TimeProvider.System),
    };

    /// <summary>The first ears load the model, which no call should wait for.</summary>
    private static async Task WarmAsync(SphinxSpeechToText engine)
    {
        await using var first = await engine.OpenAsync(new RecognitionOptions("en-IN", AnnouncementPhrases.Expected), CancellationToken.None);
    }
}
