using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Benchmarks.Turns;

/// <summary>A turn as it is written: what was asked for, and its words with punctuation.</summary>
internal sealed record TurnLine(SlotType Slot, int? Digits, string Text)
{
    public Awaited Awaited => new(new Expectation()) { Slot = Slot, Digits = Digits };
}

/// <summary>Reads the written turns: one a line, before a bar the value that was asked for (<c>phone:10|my number is ...</c>).</summary>
internal static class TurnTexts
{
    public static IReadOnlyList<TurnLine> Read(string name)
    {
        using Stream stream = typeof(TurnTexts).Assembly.GetManifestResourceStream($"Futwork.Benchmarks.Turns.Texts.{name}.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse)];
    }

    private static TurnLine Parse(string line)
    {
        if (line.Split('|') is not [var asked, var text])
            return new TurnLine(SlotType.None, null, line);
        string[] parts = asked.Split(':');
        return new TurnLine(SlotTypes.Of(parts[0]), parts.Length > 1 ? int.Parse(parts[1]) : null, text);
    }
}
