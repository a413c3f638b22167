using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;
using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>What a step of a flow waits for, in the terms of the recogniser and of turn-taking.</summary>
internal static class FlowExpectation
{
    public static Awaited Of(FlowListen listen, AgentDefinition agent) => new(Hint(listen, agent))
    {
        // "Do not call me" is a no to whatever was asked, and may go on: "before six".
        IsSettledBy = text => Words.Split(text) is var words && Answer.OptOutStep(words, agent.Flow) is null && (Answer.Decided(words, listen) is not null || RepeatRequest.Is(words)),
        IsMetBy = text => Answer.OptOutStep(Words.Split(text), agent.Flow) is not null,
        Slot = listen.Slot?.Kind ?? SlotType.None,
        Digits = listen.Slot is { Kind: SlotType.Digits or SlotType.Phone } slot ? slot.Digits : null,
        AreKeysEnough = keys => AreEnough(keys, listen),
    };

    private static Expectation Hint(FlowListen listen, AgentDefinition agent) => new()
    {
        Phrases = [.. listen.Choices.SelectMany(c => c.Phrases), .. RepeatRequest.Phrases, .. agent.Flow?.OptOutGoTo is null ? [] : OptOutPhrases.Hints],
        Content = (listen.Yes is null && listen.No is null ? ExpectedContent.None : ExpectedContent.YesNo) | SlotContent(listen.Slot?.Kind),
        Words = [.. listen.Words, .. agent.Listening.Words],
    };

    private static ExpectedContent SlotContent(SlotType? type) => type switch
    {
        SlotType.Number or SlotType.Digits or SlotType.Phone => ExpectedContent.Number,
        SlotType.Date or SlotType.Moment => ExpectedContent.Date,
        SlotType.Text or SlotType.Email or SlotType.Name => ExpectedContent.FreeText,
        _ => ExpectedContent.None,
    };

    /// <summary>A key that chooses is enough, unless it could also be the first of a number.</summary>
    private static bool AreEnough(string keys, FlowListen listen) =>
        listen.Slot is { Kind: SlotType.Digits or SlotType.Phone, Digits: { } digits }
            ? keys.Length >= digits
            : listen.Slot is not { Kind: SlotType.Digits or SlotType.Phone or SlotType.Number } && listen.Choices.Any(c => c.Digit == keys);
}
