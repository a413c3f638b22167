using Futwork.Realtime.Conversation;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Realtime.Conversation.Minds;

/// <summary>An agent with a prompt, on whole calls in virtual time.</summary>
public sealed class PromptMindTests
{
    [Fact]
    public void The_model_is_shown_the_filled_prompt_and_what_was_said_so_far()
    {
        using VirtualCall call = Call("Great, which day suits you?", "Tuesday it is. Goodbye!|booked");

        ConversationResult result = call.Says(3000, 3400, "yes").Says(8000, 8600, "on tuesday").Play(Agent());

        StreamingModel model = Model(call);
        model.Requests[1].Select(m => (m.Role, m.Text)).Skip(1).ShouldBe(
        [
            (ChatRole.User, "(The person has picked up the phone.)"),
            (ChatRole.Assistant, "Hello Asha, do you have a minute?"),
            (ChatRole.User, "yes"),
            (ChatRole.Assistant, "Great, which day suits you?"),
            (ChatRole.User, "on tuesday"),
        ]);
        model.Requests[0][0].Text.ShouldStartWith("You call Asha about a test drive.");
        model.Options[0]!.ModelId.ShouldBe("small");
        result.Disposition.ShouldBe("booked");
        result.End.ShouldBe(ConversationEnd.ModelEnded);
        result.Transcript[^1].Text.ShouldBe("Tuesday it is. Goodbye!");
    }

    [Fact]
    public void The_first_sentence_is_spoken_while_the_rest_is_being_written()
    {
        using VirtualCall call = Call("One two three. Four five six seven eight nine ten.|booked");
        Model(call).TokenMilliseconds = 200;

        call.Says(3000, 3400, "yes").Play(Agent());

        // The words are there at 3760, and the model is asked ahead; 300 ms to the first token, 400 more to the third, and the next frame.
        call.AgentSound[1].Start.ShouldBeInRange(3760 + 700, 3760 + 720);
        call.Voice.Spoken[1..].ShouldBe(["One two three.", "Four five six seven eight nine ten."]);
    }

    [Fact]
    public void Only_what_was_heard_of_a_reply_goes_into_the_history()
    {
        using VirtualCall call = Call("I will now tell you everything about our cars.", "Sorry, go ahead. Goodbye.|booked");

        call.Says(3000, 3400, "yes").Says(5000, 5800, "please stop").Play(Agent());

        Model(call).Requests[1].Select(m => m.Text).ShouldContain("I will now tell …");
    }

    [Fact]
    public void A_turn_whose_reply_nobody_heard_is_asked_again_with_what_followed()
    {
        using VirtualCall call = Call("Never heard.", "Until Tuesday then. Goodbye.|booked");
        Model(call).DelayMilliseconds = 900;

        call.Says(3000, 3400, "yes").Says(4400, 5200, "on tuesday").Play(Agent());

        Model(call).Requests[1].Where(m => m.Role == ChatRole.User).Select(m => m.Text).ShouldBe(["(The person has picked up the phone.)", "yes on tuesday"]);
    }

    [Fact]
    public void Without_a_greeting_the_model_begins_and_its_words_are_ready_at_the_answer()
    {
        using VirtualCall call = Call("Namaste, this is Maya.", "Bye.|booked");

        ConversationResult result = call.Says(3000, 3400, "yes").Play(Agent(greeting: null));

        result.Transcript[0].Text.ShouldBe("Namaste, this is Maya.");
        result.Metrics.AnswerToFirstAudioMs.ShouldBe(100);
    }

    [Fact]
    public void A_greeting_that_was_cut_at_once_is_said_again_without_asking_the_model()
    {
        using VirtualCall call = Call("Goodbye.|booked");

        ConversationResult result = call.Says(150, 700, "hello").Says(6000, 6400, "yes").Play(Agent());

        result.Transcript.Select(l => l.Text).ShouldBe(["hello", "Hello Asha, do you have a minute?", "yes", "Goodbye."]);
        Model(call).Requests.ShouldHaveSingleItem().Count(m => m.Role == ChatRole.User).ShouldBe(2);
    }

    [Fact]
    public void A_model_that_cannot_begin_is_known_before_the_answer()
    {
        using VirtualCall call = Call();

        Should.Throw<SpeechException>(() => call.Play(Agent(greeting: null)));
    }

    [Fact]
    public void A_model_that_ends_as_if_called_off_before_the_answer_is_one_that_cannot_begin()
    {
        using VirtualCall call = Call();
        Model(call).Failures.Enqueue(new TaskCanceledException("The connection took too long."));

        Should.Throw<SpeechException>(() => call.Play(Agent(greeting: null)));
    }

    [Fact]
    public void A_model_that_begins_anew_to_somebody_it_did_not_understand_is_shown_that_they_picked_up()
    {
        using VirtualCall call = Call("Namaste, this is Maya.", "Maya here. Goodbye.|booked");

        call.Says(150, 1300, null).Play(Agent(greeting: null));

        Model(call).Requests[1].Skip(1).Select(m => (m.Role, m.Text)).ShouldBe([(ChatRole.User, "(The person has picked up the phone.)")]);
    }

    [Fact]
    public void Silence_and_unclear_speech_are_answered_without_the_model()
    {
        using VirtualCall call = Call();

        ConversationResult result = call.Says(3000, 3500, null).Play(Agent());

        Model(call).Requests.ShouldBeEmpty();
        result.End.ShouldBe(ConversationEnd.Silence);
    }

    [Fact]
    public void When_the_model_fails_the_agent_apologises_and_hangs_up()
    {
        using VirtualCall call = Call();

        ConversationResult result = call.Says(3000, 3400, "yes").Play(Agent());

        result.End.ShouldBe(ConversationEnd.ModelFailed);
        result.Transcript[^1].Text.ShouldBe("I am sorry, we have a technical problem. We will call you again. Goodbye.");
    }

    [Fact]
    public void A_label_that_is_not_on_the_agents_list_is_none()
    {
        using VirtualCall call = Call("Goodbye.|sold");

        call.Says(3000, 3400, "yes").Play(Agent()).Disposition.ShouldBeNull();
    }

    private static VirtualCall Call(params string[] script)
    {
        var call = new VirtualCall();
        var model = new StreamingModel(call.Time);
        foreach (string answer in script)
            model.Script.Enqueue(answer);
        call.Model = model;
        call.Variables["name"] = "Asha";
        return call;
    }

    private static StreamingModel Model(VirtualCall call) => (StreamingModel)call.Model!;

    private static AgentDefinition Agent(string? greeting = "Hello {{name}}, do you have a minute?") => new()
    {
        Variables = [new AgentVariable("name")],
        Prompt = new PromptSettings { Instructions = "You call {{name}} about a test drive.", Greeting = greeting, BaseUrl = "http://localhost/v1", Model = "small" },
        Dispositions = [new Disposition("booked"), new Disposition("cannot tell")],
    };
}
