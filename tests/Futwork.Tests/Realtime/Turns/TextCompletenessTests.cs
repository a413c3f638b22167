using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;
using Futwork.Realtime.Turns.Languages;

namespace Futwork.Tests.Realtime.Turns;

/// <summary>How likely an answer is over by its words alone: under 0.35 every preset waits, from 0.6 on none does.</summary>
public sealed class TextCompletenessTests
{
    [Theory]
    [InlineData("en-US", "my number is")]
    [InlineData("en-US", "yes and")]
    [InlineData("en-US", "I want to")]
    [InlineData("en-US", "can you")]
    [InlineData("en-US", "it is because")]
    [InlineData("en-US", "I am calling about the")]
    [InlineData("en-US", "the problem was")]
    [InlineData("en-US", "and then he")]
    [InlineData("en-US", "um")]
    [InlineData("en-US", "I would say you know")]
    [InlineData("en-US", "hold on")]
    [InlineData("en-US", "one second please")]
    [InlineData("en-US", "either tomorrow morning")]
    [InlineData("en-US", "we we")]
    [InlineData("en-US", "the red red")]
    [InlineData("en-US", "I never received")]
    [InlineData("en-US", "it was the wrong")]
    [InlineData("en-IN", "haan lekin")]
    [InlineData("en-IN", "ek minute")]
    [InlineData("en-IN", "mera naam")]
    [InlineData("en-IN", "mujhe lagta hai ki")]
    [InlineData("hi-IN", "मेरा नंबर है लेकिन")]
    [InlineData("hi-IN", "एक मिनट रुकिए")]
    [InlineData("hi-IN", "मैं कल सुबह दिल्ली से")]
    [InlineData("hi-IN", "रुको")]
    [InlineData("fr-FR", "euh um")]
    public void More_is_coming(string language, string text) => Score(language, text).Value.ShouldBeLessThan(0.35);

    [Theory]
    [InlineData("en-US", "yes")]
    [InlineData("en-US", "yes it is")]
    [InlineData("en-US", "I think so")]
    [InlineData("en-US", "no I can't")]
    [InlineData("en-US", "tomorrow morning")]
    [InlineData("en-US", "what is it about")]
    [InlineData("en-US", "where are you calling from")]
    [InlineData("en-US", "please log in")]
    [InlineData("en-US", "between five and six in the evening")]
    [InlineData("en-US", "is that so")]
    [InlineData("en-US", "red")]
    [InlineData("en-IN", "ya")]
    [InlineData("en-IN", "haan theek hai")]
    [InlineData("en-IN", "mujhe kal aana hai")]
    [InlineData("hi-IN", "मैं कल आऊंगा")]
    [InlineData("hi-IN", "हाँ जी")]
    [InlineData("hi-IN", "यह कितने का है")]
    [InlineData("hi-IN", "मैसेज कर दीजिए")]
    [InlineData("fr-FR", "je voudrais un café")]
    public void It_could_be_all(string language, string text) => Score(language, text).Value.ShouldBeGreaterThanOrEqualTo(0.6);

    [Theory]
    [InlineData("en-IN", "Delhi se")]
    [InlineData("hi-IN", "घर पर")]
    [InlineData("en-US", "if you call me later")]
    [InlineData("en-US", "it is for four")]
    [InlineData("hi-IN", "मेरी गाड़ी का बीमा")]
    [InlineData("en-US", "please")]
    public void It_may_go_on(string language, string text) => Score(language, text).Value.ShouldBeInRange(0.35, 0.55);

    [Theory]
    [InlineData("hold on a second sir", nameof(TurnCue.Hold))]
    [InlineData("it is about my", nameof(TurnCue.Dangling))]
    [InlineData("so I thought but", nameof(TurnCue.Conjunction))]
    [InlineData("I think umm", nameof(TurnCue.Filler))]
    [InlineData("", nameof(TurnCue.NoText))]
    [InlineData("we sold the house", nameof(TurnCue.Plain))]
    [InlineData("do you deliver?", nameof(TurnCue.Closed))]
    [InlineData("tomorrow,", nameof(TurnCue.Subordinate))]
    [InlineData("I already paid", nameof(TurnCue.Expecting))]
    public void The_cue_says_why(string text, string cue) => Score("en-IN", text).Cue.ToString().ShouldBe(cue);

    [Fact]
    public void An_answer_that_settles_the_question_is_settled_unless_it_trails_off()
    {
        Awaited awaited = Awaited.Anything with { IsSettledBy = text => text.StartsWith("yes", StringComparison.Ordinal) };

        TextCompleteness.Score("yes please", awaited, TurnLanguage.English).Cue.ShouldBe(TurnCue.Settled);
        TextCompleteness.Score("yes but", awaited, TurnLanguage.English).Cue.ShouldBe(TurnCue.Conjunction);
    }

    [Theory]
    [InlineData(nameof(SlotType.Digits), 6, "four one one", nameof(TurnCue.Dictating))]
    [InlineData(nameof(SlotType.Digits), 6, "four one one double zero one", nameof(TurnCue.ValueComplete))]
    [InlineData(nameof(SlotType.Digits), 6, "I do not know", nameof(TurnCue.Plain))]
    [InlineData(nameof(SlotType.Phone), null, "nine eight seven six five four three", nameof(TurnCue.Dictating))]
    [InlineData(nameof(SlotType.Phone), null, "98765 43210", nameof(TurnCue.ValueComplete))]
    [InlineData(nameof(SlotType.Phone), null, "plus nine one nine eight seven six five four three two", nameof(TurnCue.Dictating))]
    [InlineData(nameof(SlotType.Phone), null, "nine eight seven six five four three two one", nameof(TurnCue.Expecting))]
    [InlineData(nameof(SlotType.Phone), null, "nine eight seven six five four three two double", nameof(TurnCue.Dictating))]
    [InlineData(nameof(SlotType.Digits), 6, "four seven two nine one", nameof(TurnCue.Expecting))]
    [InlineData(nameof(SlotType.Digits), 4, "four seven two", nameof(TurnCue.Dictating))]
    [InlineData(nameof(SlotType.Phone), null, "plus nine one nine eight seven six five four three two one zero", nameof(TurnCue.ValueComplete))]
    [InlineData(nameof(SlotType.Phone), null, "nine eight seven double", nameof(TurnCue.Dictating))]
    [InlineData(nameof(SlotType.Email), null, "john dot smith", nameof(TurnCue.Dictating))]
    [InlineData(nameof(SlotType.Email), null, "john dot smith at gmail dot", nameof(TurnCue.Dictating))]
    [InlineData(nameof(SlotType.Email), null, "john dot smith at gmail dot com", nameof(TurnCue.ValueComplete))]
    [InlineData(nameof(SlotType.Email), null, "info at shop dot co", nameof(TurnCue.Dictating))]
    [InlineData(nameof(SlotType.Email), null, "info at shop dot co dot in", nameof(TurnCue.ValueComplete))]
    [InlineData(nameof(SlotType.Number), null, "two lakh", nameof(TurnCue.MayGoOn))]
    [InlineData(nameof(SlotType.Number), null, "two lakh fifty thousand rupees", nameof(TurnCue.ValueComplete))]
    [InlineData(nameof(SlotType.Number), null, "forty five minutes", nameof(TurnCue.ValueComplete))]
    [InlineData(nameof(SlotType.Number), null, "three hours", nameof(TurnCue.ValueComplete))]
    [InlineData(nameof(SlotType.Number), null, "two weeks", nameof(TurnCue.ValueComplete))]
    [InlineData(nameof(SlotType.Number), null, "one minute", nameof(TurnCue.Hold))]
    [InlineData(nameof(SlotType.Number), null, "one point", nameof(TurnCue.Dictating))]
    [InlineData(nameof(SlotType.Date), null, "the fifth", nameof(TurnCue.MayGoOn))]
    [InlineData(nameof(SlotType.Date), null, "the fifth of", nameof(TurnCue.Dictating))]
    [InlineData(nameof(SlotType.Date), null, "the fifth of March", nameof(TurnCue.Settled))]
    [InlineData(nameof(SlotType.Date), null, "tomorrow", nameof(TurnCue.Closed))]
    [InlineData(nameof(SlotType.Moment), null, "tomorrow", nameof(TurnCue.MayGoOn))]
    [InlineData(nameof(SlotType.Moment), null, "tomorrow at", nameof(TurnCue.Dictating))]
    [InlineData(nameof(SlotType.Moment), null, "tomorrow at four", nameof(TurnCue.Closed))]
    [InlineData(nameof(SlotType.Moment), null, "in two hours", nameof(TurnCue.Closed))]
    [InlineData(nameof(SlotType.Name), null, "my name is", nameof(TurnCue.Dictating))]
    [InlineData(nameof(SlotType.Name), null, "Ravi", nameof(TurnCue.MayGoOn))]
    [InlineData(nameof(SlotType.Name), null, "Ravi Kumar", nameof(TurnCue.Plain))]
    [InlineData(nameof(SlotType.Name), null, "r a v", nameof(TurnCue.Dictating))]
    [InlineData(nameof(SlotType.Email), null, "hold on", nameof(TurnCue.Hold))]
    public void A_value_is_waited_for_until_it_is_complete(string slot, int? digits, string text, string cue) =>
        TextCompleteness.Score(text, new Awaited(new Expectation()) { Slot = Enum.Parse<SlotType>(slot), Digits = digits }, TurnLanguage.Hinglish).Cue.ToString().ShouldBe(cue);

    private static TurnScore Score(string language, string text) => TextCompleteness.Score(text, Awaited.Anything, TurnLanguage.Of(language));
}
