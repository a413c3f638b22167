using System.Text.Json;
using System.Text.Json.Serialization;
using Futwork.Webhooks;

namespace Futwork.Outcomes;

/// <summary>How much a person said on a call, measured: what any label must rest on.</summary>
/// <param name="Words">Words understood.</param>
/// <param name="Keys">Answers given by keys.</param>
/// <param name="SpeechSeconds">Seconds of speech; null when they were not measured.</param>
internal sealed record Evidence(int Words, int Keys, double? SpeechSeconds)
{
    // Words that were heard and not understood. What is masked stands in brackets too, and was understood.
    private const string Unclear = "[unclear]";

    // A breath or a click that a recogniser took for a word is shorter than the shortest "yes".
    private const double ShortestAnswerSeconds = 0.15;

    /// <summary>There is something that a label could rest on.</summary>
    [JsonIgnore]
    public bool IsEnough => Keys > 0 || (Words > 0 && SpeechSeconds is null or >= ShortestAnswerSeconds);

    /// <param name="transcript">What was heard.</param>
    /// <param name="metrics">The call's metrics, a JSON object; null when there are none.</param>
    public static Evidence Of(IReadOnlyList<SpokenLine> transcript, string? metrics)
    {
        var said = transcript.Where(line => line.Speaker == Transcript.Person).Select(line => line.Text).ToList();
        return new Evidence(
            said.Where(text => text != Unclear && !IsKeys(text)).Sum(text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetterOrDigit))),
            said.Count(IsKeys),
            metrics is null ? null : SecondsOf(JsonElement.Parse(metrics)));
    }

    private static bool IsKeys(string text) => text.StartsWith("[pressed ", StringComparison.Ordinal);

    private static double? SecondsOf(JsonElement metrics) =>
        metrics.TryGetProperty("personSpeechSeconds", out var seconds) && seconds.TryGetDouble(out var value) ? value : null;
}
