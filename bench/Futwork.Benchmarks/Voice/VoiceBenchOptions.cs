using System.Globalization;
using Futwork.Realtime.Conversation;

namespace Futwork.Benchmarks.Voice;

/// <summary>What the command was asked for.</summary>
internal sealed record VoiceBenchOptions
{
    public const string Help = """
        voice [calls] [--held-out] [--seed n] [--clean] [--json] [--misses] [--listen file.wav]
          calls       how many (12); every third is in Hindi
          --held-out  the phrases, seeds and voices that nothing is tuned by: for the published figure only
          --seed n    only the call of that seed
          --clean     no noise and no loss on the line
          --misses    list what went wrong or took long, with call, second and words
          --listen    write the sound of the (first) call, the agent left, and tell what happened when
        """;

    public int Calls { get; init; } = 12;

    public bool HeldOut { get; init; }

    public int? Seed { get; init; }

    public bool Clean { get; init; }

    public bool Json { get; init; }

    public bool Misses { get; init; }

    public string? Listen { get; init; }

    /// <summary>Changes to the agent that is scored.</summary>
    public Func<AgentDefinition, AgentDefinition> Shape { get; init; } = agent => agent;

    /// <summary>Reads the command line behind the command's name.</summary>
    public static VoiceBenchOptions Parse(IReadOnlyList<string> args)
    {
        string? After(string option) => args.SkipWhile(a => a != option).Skip(1).FirstOrDefault();
        return new VoiceBenchOptions
        {
            Calls = args is [var first, ..] && int.TryParse(first, CultureInfo.InvariantCulture, out int calls) ? calls : 12,
            HeldOut = args.Contains("--held-out"),
            Seed = After("--seed") is { } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : null,
            Clean = args.Contains("--clean"),
            Json = args.Contains("--json"),
            Misses = args.Contains("--misses"),
            Listen = After("--listen"),
        };
    }
}
