using Futwork.Realtime.Conversation.Understanding;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>What a step of a flow waits for, in the terms of the recogniser and of turn-taking.</summary>
internal static class FlowExpectation
{
    public static Awaited Of(FlowListen listen, IReadOnlyList<string> agentWords) => new(Hint(listen, agentWords))
    {
        IsSettledBy = text => Words.Split(text) is var words && (Answer.Decided(words, listen) is not null || RepeatRequest.Is(words)),
        Slot = AwaitedSlots.Of(listen.Slot?.Type),
        Digits = listen.Slot is { Type: "digits" or "phone" } slot ? slot.Digits : null,
        AreKeysEnough = keys => AreEnough(keys, listen),
    };

    private static Expectation Hint(FlowListen listen, IReadOnlyList<string> agentWords) => new()
    {
        Phrases = [.. listen.Choices.SelectMany(c => c.Phrases), .. RepeatRequest.Phrases],
        Content = (listen.Yes is null && listen.No is null ? ExpectedContent.None : ExpectedContent.YesNo) | SlotContent(listen.Slot?.Type),
        Words = [.. listen.Words, .. agentWords],
    };

    private static ExpectedContent SlotContent(string? type) => type switch
    {
        "number" or "digits" or "phone" => ExpectedContent.Number,
        "date" => ExpectedContent.Date,
        "text" or "email" or "name" => ExpectedContent.FreeText,
        _ => ExpectedContent.None,
    };

    /// <summary>A key that chooses is enough, unless it could also be the first of a number.</summary>
    private static bool AreEnough(string keys, FlowListen listen) =>
        listen.Slot is { Type: "digits" or "phone", Digits: { } digits }
            ? keys.Length >= digits
            : listen.Slot is not { Type: "digits" or "phone" or "number" } && listen.Choices.Any(c => c.Digit == keys);
}
