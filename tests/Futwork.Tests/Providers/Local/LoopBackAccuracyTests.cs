using Futwork.Providers.Local.Sphinx;
using Futwork.Providers.Local.Sphinx.Language;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Providers.Local;

/// <summary>
/// Our voices speak over a telephone line into ears that have never heard the call before. The bounds leave room above what was
/// measured when they were set: word errors of 9, 3, 3 and 4 % in the four sets, none of them doubted, all foreign sentences doubted.
/// </summary>
public sealed class LoopBackAccuracyTests : IDisposable
{
    private static readonly string[] Voices = ["slt", "rms", "awb"];
    private static readonly Expectation YesNo = new() { Content = ExpectedContent.YesNo };
    private static readonly Expectation Number = new() { Content = ExpectedContent.Number };
    private static readonly Expectation Date = new() { Content = ExpectedContent.Date | ExpectedContent.YesNo };

    private static readonly Expectation Renewal = new()
    {
        Content = ExpectedContent.YesNo | ExpectedContent.FreeText,
        Phrases = ["renew my policy", "send me the details", "what is the premium", "I have already renewed it", "talk to an agent"],
        Words = ["Acme", "Maya", "Hyderabad", "Chennai", "Rahul", "Sharma"],
    };

    private readonly SphinxSpeechToText _engine = new(TimeProvider.System);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public Task Yes_no_and_what_is_said_at_any_moment() => Errors(YesNo, 0.2,
        "yes", "no", "yes please", "no thank you", "i am not interested", "yes i am interested", "wrong number", "can you repeat that", "call me later", "i am busy right now");

    [Fact]
    public Task Free_answers_around_the_phrases_of_a_step() => Errors(Renewal, 0.1,
        "yes i want to renew my policy", "please send me the details", "what is the premium for me", "i have already renewed it last week", "can i talk to an agent please",
        "how much does it cost", "my name is rahul sharma", "i live in hyderabad", "let me think about it", "call me tomorrow i am driving");

    [Fact]
    public Task Amounts_and_digits() => Errors(Number, 0.12,
        "forty two", "two lakh fifty thousand", "five hundred rupees", "nine eight seven six five four three two one zero", "one two three four",
        "it is three hundred and fifty", "seven five double two nine one", "about twenty five thousand");

    [Fact]
    public Task Dates_and_times() => Errors(Date, 0.12,
        "next friday", "fifth of march", "tomorrow at half past four", "the twenty first of december", "call me on monday morning", "day after tomorrow",
        "in two weeks", "at ten thirty in the morning", "september third");

    [Theory]
    [InlineData("The stock market fell sharply after the central bank raised rates")]
    [InlineData("My grandmother used to bake apple pies every autumn")]
    [InlineData("Put the kettle on and close the window")]
    [InlineData("He repaired the carburetor with a bent screwdriver")]
    [InlineData("Volcanic ash disrupted flights over northern Europe")]
    public async Task What_nobody_expects_is_doubted(string text)
    {
        foreach (var expectation in new[] { YesNo, Number, Renewal })
            (await HearAsync(expectation, text, "rms")).Confidence.ShouldBeLessThan(RecognitionResult.Doubtful);
    }

    private async Task Errors(Expectation expectation, double bound, params string[] sentences)
    {
        var (errors, words, doubted) = (0, 0, 0);
        var heard = new List<string>();
        foreach (var voice in Voices)
        {
            foreach (var sentence in sentences)
            {
                var result = await HearAsync(expectation, sentence, voice);
                var (wanted, got) = (SpokenForm.Words(sentence), result.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                errors += Distance(wanted, got);
                words += wanted.Length;
                doubted += result.Confidence < RecognitionResult.Doubtful ? 1 : 0;
                heard.Add($"{voice}: {sentence} -> {result.Text} ({result.Confidence:f2})");
            }
        }

        var report = string.Join('\n', heard);
        TestContext.Current.TestOutputHelper?.WriteLine($"word error rate {100.0 * errors / words:f1} %, doubted {doubted}\n{report}");
        ((double)errors / words).ShouldBeLessThan(bound, report);
        doubted.ShouldBeLessThanOrEqualTo(heard.Count / 10, report);
    }

    private async Task<RecognitionResult> HearAsync(Expectation expectation, string text, string voice)
    {
        await using var ears = await _engine.OpenAsync(new RecognitionOptions("en-IN", expectation), TestContext.Current.CancellationToken);
        CallerVoice.Utter(ears, await CallerVoice.SayAsync(text, voice));
        return (await CallerVoice.HearAsync(ears))[^1];
    }

    private static int Distance(string[] wanted, string[] got)
    {
        var row = Enumerable.Range(0, got.Length + 1).ToArray();
        for (var i = 1; i <= wanted.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= got.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (wanted[i - 1] == got[j - 1] ? 0 : 1)));
        }

        return row[got.Length];
    }
}
