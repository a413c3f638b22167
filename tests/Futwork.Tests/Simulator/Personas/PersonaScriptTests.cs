using Futwork.Simulator.Personas;

namespace Futwork.Tests.Simulator.Personas;

public sealed class PersonaScriptTests
{
    private static readonly PersonaBook Book = PersonaBook.BuiltIn();

    [Theory]
    [InlineData("hello am i speaking with asha", "Yes, speaking.")]
    [InlineData("Which day suits you?", "Tomorrow.")]
    [InlineData("and for how many people shall i book", "Two.")]
    [InlineData("your health check for two is tomorrow. Is that right?", "Yes, that is right.")]
    [InlineData("Thank you. Have a lovely day!", "Thank you. Bye.")]
    public void The_interested_answer_what_they_were_asked(string heard, string said) =>
        Script("interested").Heard(heard).ShouldBe(new Remark(said));

    [Fact]
    public void Words_are_found_whole_and_not_inside_other_words() =>
        Script("interested").Heard("these are byelaws").Say.ShouldBe("Yes, speaking.");

    [Fact]
    public void Without_words_the_interested_go_on_turn_by_turn_and_stay_at_the_last()
    {
        var script = Script("interested");

        var said = Enumerable.Range(0, 7).Select(_ => script.Heard("").Say).ToList();

        said.ShouldBe(["Yes, speaking.", "Yes, please.", "Tomorrow.", "Two.", "Yes, that is right.", "Thank you. Bye.", "Thank you. Bye."]);
    }

    [Fact]
    public void Asked_to_repeat_they_say_the_same_again_and_the_turn_does_not_count()
    {
        var script = Script("interested");
        script.Heard("");
        script.Heard("");

        script.Heard("sorry could you repeat that").Say.ShouldBe("Yes, please.");
        script.Heard("").Say.ShouldBe("Tomorrow.");
    }

    [Fact]
    public void A_persona_cuts_in_once_in_its_turn_and_not_before_its_time()
    {
        var script = Script("interrupts");

        script.Hearing(turn: 1, 5000).ShouldBeNull();
        script.Hearing(turn: 2, 1199).ShouldBeNull();
        script.Hearing(turn: 2, 1200).ShouldNotBeNull().Say.ShouldStartWith("Wait a moment");
        script.Hearing(turn: 2, 1220).ShouldBeNull();
        script.Heard("which day suits you").Say.ShouldBe("Tomorrow.");
    }

    [Fact]
    public void The_one_who_hangs_up_does_so_while_the_agent_speaks()
    {
        var script = Script("hangs-up");

        script.Heard("hello").Say.ShouldBe("Yes, speaking.");
        script.Hearing(turn: 2, 1500).ShouldBe(new Remark(HangUp: true));
    }

    [Theory]
    [InlineData("silent")]
    [InlineData("voicemail")]
    public void Who_never_speaks_says_nothing_to_anything(string name) =>
        Script(name).Heard("are you still there").ShouldBe(Remark.Nothing);

    [Fact]
    public void The_wrong_number_says_so_and_then_hangs_up()
    {
        var script = Script("wrong-number");

        script.Heard("am i speaking with asha").ShouldBe(new Remark("No, you have the wrong number."));
        script.Heard("sorry goodbye").HangUp.ShouldBeTrue();
    }

    private static PersonaScript Script(string name) => new(Book.Personas.Single(p => p.Name == name));
}
