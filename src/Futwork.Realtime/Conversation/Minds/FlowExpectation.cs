using Futwork.Realtime.Conversation.Understanding;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>What a step of a flow waits for, in the terms of the recogniser and of turn-taking.</summary>
internal static class FlowExpectation
{
    public static Awaited Of(FlowListen listen, AgentDefinition agent) => new(Hint(listen, agent))
    {
        // "Do not call me" is a no to whatever was asked, and may go on: "before six".
        IsSettledBy = text => Words.Split(text) is var words && !OptsOut(words, agent) && (Answer.Decided(words, listen) is not null || RepeatRequest.Is(words)),
        IsMetBy = text => OptsOut(Words.Split(text), agent),
        Slot = AwaitedSlots.Of(listen.Slot?.Type),
        Digits = listen.Slot is { Type: "digits" or "phone" } slot ? slot.Digits : null,
        AreKeysEnough = keys => AreEnough(keys, listen),
    };

    private static Expectation Hint(FlowListen listen, AgentDefinition agent) => new()
    {
        Phrases = [.. listen.Choices.SelectMany(c => c.Phrases), .. RepeatRequest.Phrases, .. agent.Flow?.OptOutGoTo is null ? [] : OptOutPhrases.Hints],
        Content = (listen.Yes is null && listen.No is null ? ExpectedContent.None : ExpectedContent.YesNo) | SlotContent(listen.Slot?.Type),
        Words = [.. listen.Words, .. agent.Listening.Words],
    };

    private static bool OptsOut(string[] words, AgentDefinition agent) => agent.Flow?.OptOutGoTo is not null && OptOutRequest.Is(words);

    private static ExpectedContent SlotContent(string? type) => type switch
    {
        "number" or "digits" or "phone" => ExpectedContent.Number,
        "date" or "moment" => ExpectedContent.Date,
        "text" or "email" or "name" => ExpectedContent.FreeText,
        _ => ExpectedContent.None,
    };

    /// <summary>A key that chooses is enough, unless it could also be the first of a number.</summary>
    private static bool AreEnough(string keys, FlowListen listen) =>
        listen.Slot is { Type: "digits" or "phone", Digits: { } digits }
            ? keys.Length >= digits
            : listen.Slot is not { Type: "digits" or "phone" or "number" } && listen.Choices.Any(c => c.Digit == keys);
}
