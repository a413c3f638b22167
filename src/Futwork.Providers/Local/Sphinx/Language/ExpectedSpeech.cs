using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local.Sphinx.Language;

/// <summary>Writes out an <see cref="Expectation"/> as sentences with weights: what a language model is made of.</summary>
internal static class ExpectedSpeech
{
    private const double PhraseShare = 4, WordShare = 3, YesNoShare = 2, NumberShare = 2, DigitShare = 1.5, DateShare = 3, FreeShare = 3;
    private const double ShortShare = 0.8, TalkShare = 0.8, TalkBesideShare = 0.3, MachineShare = 0.3;

    // The same for every expectation, so they are written out once.
    private static readonly Lazy<string[][]> Short = Prepare(() => PhoneTalk.ShortAnswers);
    private static readonly Lazy<string[][]> YesNo = Prepare(() => PhoneTalk.YesNo);
    private static readonly Lazy<string[][]> Numbers = Prepare(SpokenNumbers.Numbers);
    private static readonly Lazy<string[][]> Digits = Prepare(SpokenNumbers.DigitStrings);
    private static readonly Lazy<string[][]> Dates = Prepare(SpokenDates.All);
    private static readonly Lazy<string[][]> Talk = Prepare(() => PhoneTalk.AnyMoment);
    private static readonly Lazy<string[][]> Free = Prepare(() => PhoneTalk.FreeTalk);
    private static readonly Lazy<string[][]> Machines = Prepare(() => PhoneTalk.Machines);

    /// <summary>The sentences of an expectation.</summary>
    public static SentenceBook Of(Expectation expectation)
    {
        var book = new SentenceBook();
        book.Add(expectation.Phrases.Select(SpokenForm.Words).Where(words => words.Length > 0).SelectMany(Wrapped), PhraseShare);
        book.Add(expectation.Words.SelectMany(Framed), WordShare);
        AddContent(book, expectation.Content);
        if (book.Count is 0)
            book.Add(Talk.Value, TalkShare);
        book.Add(Machines.Value, MachineShare);
        return book;
    }

    private static void AddContent(SentenceBook book, ExpectedContent content)
    {
        if (content is ExpectedContent.None)
            return;
        var anything = content.HasFlag(ExpectedContent.YesNo) || content.HasFlag(ExpectedContent.FreeText);
        book.Add(Talk.Value, anything ? TalkShare : TalkBesideShare);
        if (anything)
        {
            book.Add(YesNo.Value, YesNoShare);
            book.Add(Short.Value, ShortShare);
        }

        if (content.HasFlag(ExpectedContent.Number))
        {
            book.Add(Numbers.Value, NumberShare);
            book.Add(Digits.Value, DigitShare);
        }

        if (content.HasFlag(ExpectedContent.Date))
            book.Add(Dates.Value, DateShare);
        if (content.HasFlag(ExpectedContent.FreeText))
            book.Add(Free.Value, FreeShare);
    }

    private static IEnumerable<string[]> Wrapped(string[] phrase) =>
    [
        .. Enumerable.Repeat(phrase, 6),
        .. PhoneTalk.Openers.Select(opener => (string[])[.. opener.Split(' '), .. phrase]),
        .. PhoneTalk.Closers.Select(closer => (string[])[.. phrase, .. closer.Split(' ')]),
    ];

    private static IEnumerable<string[]> Framed(string word)
    {
        var spoken = string.Join(' ', SpokenForm.Words(word));
        return spoken.Length is 0 ? [] : PhoneTalk.NameFrames.Select(frame => string.Format(null, frame, spoken).Split(' '));
    }

    private static Lazy<string[][]> Prepare(Func<IEnumerable<string>> sentences) => new(() => [.. sentences().Select(sentence => sentence.Split(' '))]);
}
