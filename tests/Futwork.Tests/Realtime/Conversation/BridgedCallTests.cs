using Futwork.Realtime.Conversation;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Realtime.Sip;
using Futwork.Tests.Support;
using Talk = Futwork.Realtime.Conversation.Conversation;

namespace Futwork.Tests.Realtime.Conversation;

/// <summary>A person, the agent and a colleague, each with a phone of ours: a bridge over real SIP and RTP, in real time.</summary>
[Collection(RealSound.Name)]
public sealed class BridgedCallTests
{
    private const int PersonHertz = 400, ColleagueHertz = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Both_hear_each_other_and_each_other_s_keys_until_one_hangs_up_and_with_that_the_other(bool personLeaves)
    {
        ScriptedAudio person = new(PersonHertz, keep: 50), colleague = new(ColleagueHertz, keep: 50);
        AnsweringCall called = new(), consulted = new(colleague);
        await using SipPhone personPhone = await SipPhone.StartAsync(called.TakeAsync);
        await using SipPhone colleaguePhone = await SipPhone.StartAsync(consulted.TakeAsync);
        await using SipPhone agentPhone = await SipPhone.StartAsync();
        var greeted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var pump = new VoiceActivityPump(() => _ => 0, threads: 1);
        await using var talk = new Talk(Setup(number => agentPhone.Agent.Dial(SipPhone.To(colleaguePhone.Port, number)), greeted), pump);
        await talk.PrepareAsync(CancellationToken.None);
        ICallLeg leg = agentPhone.Agent.Dial(SipPhone.To(personPhone.Port));
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        Task<ConversationResult> running = talk.RunAsync(leg, CancellationToken.None);

        ICallLeg ofPerson = await called.Leg.WaitAsync(Patience);
        await greeted.Task.WaitAsync(Patience);
        ofPerson.SendDigits("1#");
        ICallLeg ofColleague = await consulted.Leg.WaitAsync(Patience);
        ofPerson.Attach(person);

        await Task.WhenAll(person.Full, colleague.Full).WaitAsync(Patience);
        Rtp.Tone.Share(person.Heard, ColleagueHertz).ShouldBeGreaterThan(0.8);
        Rtp.Tone.Share(colleague.Heard, PersonHertz).ShouldBeGreaterThan(0.8);
        ofPerson.SendDigits("5");
        ofColleague.SendDigits("7");
        await Eventually.IsAsync(() => colleague.Digits.Contains('5') && person.Digits.Contains('7') ? person : null);
        colleague.Digits.ShouldBe(['5']);
        person.Digits.ShouldBe(['7']);
        (ofPerson.Ended.IsCompleted, ofColleague.Ended.IsCompleted).ShouldBe((false, false));

        (ICallLeg leaver, ICallLeg left) = personLeaves ? (ofPerson, ofColleague) : (ofColleague, ofPerson);
        await leaver.HangUpAsync();
        (await left.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
        (await running.WaitAsync(Patience)).End.ShouldBe(ConversationEnd.Transferred);
    }

    /// <summary>An agent that hears no voices: a key is what it hands the person over for.</summary>
    private static ConversationSetup Setup(Func<string, ICallLeg> dial, TaskCompletionSource greeted)
    {
        var model = new StreamingModel(TimeProvider.System);
        model.Script.Enqueue("Gladly.|transfer_call({\"target\":\"desk\"})");
        return new ConversationSetup
        {
            CallId = Guid.NewGuid(),
            Agent = new AgentDefinition
            {
                Prompt = new PromptSettings { Instructions = "Talk.", Greeting = "Hello.", BaseUrl = "http://localhost/v1", Model = "m" },
                Tools = [new ToolSettings { Type = "transfer_call", Targets = [new TransferTarget("desk", "+918035735856")] }],
            },
            Variables = new Dictionary<string, string>(),
            SpeechToText = new ScriptedEars(TimeProvider.System),
            TextToSpeech = new ScriptedVoice(TimeProvider.System),
            Model = model,
            Transfer = new TransferLine(TransferWay.Bridge, dial),
            OnEvent = e =>
            {
                if (e.Kind is ConversationEventKind.AgentSaid)
                    greeted.TrySetResult();
            },
        };
    }
}
