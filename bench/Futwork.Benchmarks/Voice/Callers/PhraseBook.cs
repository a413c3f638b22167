namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>What callers say, by what it tests, in the notation of <see cref="LineReader"/>.</summary>
internal sealed record PhraseBook
{
    /// <summary>BCP 47 tag of the agent they talk to.</summary>
    public required string Language { get; init; }

    /// <summary>Whole answers without a pause.</summary>
    public required IReadOnlyList<string> Plain { get; init; }

    /// <summary>Answers of a word or two.</summary>
    public required IReadOnlyList<string> Short { get; init; }

    /// <summary>Answers of people who stop to think.</summary>
    public required IReadOnlyList<string> Slow { get; init; }

    /// <summary>Numbers, said in groups.</summary>
    public required IReadOnlyList<string> Digits { get; init; }

    /// <summary>E-mail addresses, said in pieces.</summary>
    public required IReadOnlyList<string> Email { get; init; }

    /// <summary>Said over the agent to take the floor.</summary>
    public required IReadOnlyList<string> Interruptions { get; init; }

    /// <summary>Said over the agent to show that one listens.</summary>
    public required IReadOnlyList<string> Backchannels { get; init; }

    /// <summary>Sounds that mean nothing.</summary>
    public required IReadOnlyList<string> Tics { get; init; }

    /// <summary>Said to somebody else.</summary>
    public required IReadOnlyList<string> Room { get; init; }

    /// <summary>The same with an "um" or a cough in it, for each whole answer.</summary>
    public static string WithTic(string line, string tic)
    {
        int space = line.IndexOf(' ', line.Length / 3);
        return space < 0 ? $"{tic} {line}" : $"{line[..space]} {tic} {line[(space + 1)..]}";
    }
}
