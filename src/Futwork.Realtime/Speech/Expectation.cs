namespace Futwork.Realtime.Speech;

/// <summary>What the person is likely to say next; engines with small language models recognise by it.</summary>
public sealed record Expectation
{
    /// <summary>Sentences and phrases likely as a whole.</summary>
    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>Kinds of content that may stand alone or inside the phrases.</summary>
    public ExpectedContent Content { get; init; } = ExpectedContent.YesNo;

    /// <summary>Names, places, products and other words that the dictionary may lack.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}

/// <summary>Kinds of content an answer may hold.</summary>
[Flags]
public enum ExpectedContent
{
    /// <summary>Only the phrases.</summary>
    None = 0,

    /// <summary>Yes and no in their many forms.</summary>
    YesNo = 1,

    /// <summary>Numbers and strings of digits.</summary>
    Number = 2,

    /// <summary>Days, months, dates, times, "tomorrow", "next week".</summary>
    Date = 4,

    /// <summary>Anything: everyday phone talk.</summary>
    FreeText = 8,
}
