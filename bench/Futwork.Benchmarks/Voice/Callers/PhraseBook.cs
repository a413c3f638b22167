namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>What callers say, by what it tests, in the notation of <see cref="LineReader"/>.</summary>
/// <param name="Language">BCP 47 tag of the agent they talk to.</param>
/// <param name="Phrases">The phrases of each part.</param>
internal sealed record PhraseBook(string Language, ILookup<string, string> Phrases)
{
    /// <summary>Whole answers without a pause.</summary>
    public IReadOnlyList<string> Plain => Of(nameof(Plain));

    /// <summary>Answers of a word or two.</summary>
    public IReadOnlyList<string> Short => Of(nameof(Short));

    /// <summary>Answers of people who stop to think.</summary>
    public IReadOnlyList<string> Slow => Of(nameof(Slow));

    /// <summary>Numbers, said in groups.</summary>
    public IReadOnlyList<string> Digits => Of(nameof(Digits));

    /// <summary>E-mail addresses, said in pieces.</summary>
    public IReadOnlyList<string> Email => Of(nameof(Email));

    /// <summary>Said over the agent to take the floor.</summary>
    public IReadOnlyList<string> Interruptions => Of(nameof(Interruptions));

    /// <summary>Said over the agent to show that one listens.</summary>
    public IReadOnlyList<string> Backchannels => Of(nameof(Backchannels));

    /// <summary>Sounds that mean nothing.</summary>
    public IReadOnlyList<string> Tics => Of(nameof(Tics));

    /// <summary>Said to somebody else.</summary>
    public IReadOnlyList<string> Room => Of(nameof(Room));

    /// <summary>Reads a book of this assembly: a phrase a line, behind the name of its part (<c>Short: Not really.</c>).</summary>
    public static PhraseBook Read(string name, string language)
    {
        using Stream stream = typeof(PhraseBook).Assembly.GetManifestResourceStream($"Futwork.Benchmarks.Voice.Books.{name}.txt")!;
        using var reader = new StreamReader(stream);
        IEnumerable<string[]> lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(": ", 2));
        return new PhraseBook(language, lines.ToLookup(l => l[0], l => l[1].Trim()));
    }

    /// <summary>A line with an "um" or a cough in it.</summary>
    public static string WithTic(string line, string tic)
    {
        int space = line.IndexOf(' ', line.Length / 3);
        return space < 0 ? $"{tic} {line}" : $"{line[..space]} {tic} {line[(space + 1)..]}";
    }

    private IReadOnlyList<string> Of(string part) => [.. Phrases[part]];
}
