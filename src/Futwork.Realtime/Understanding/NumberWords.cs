using System.Globalization;

namespace Futwork.Realtime.Understanding;

/// <summary>What kind of number word a word is.</summary>
internal enum NumberWordKind
{
    /// <summary>No number at all.</summary>
    None,

    /// <summary>Adds its value: one, nineteen, forty, 250.</summary>
    Value,

    /// <summary>Multiplies what stands before it: hundred, lakh.</summary>
    Scale,

    /// <summary>A part of one, behind a number or before a scale: half, quarter.</summary>
    Part,

    /// <summary>Moves the number behind it by a part of one: sadhe, sava, paune.</summary>
    Shift,

    /// <summary>Repeats the next digit: double, triple.</summary>
    Repeat,

    /// <summary>The decimal point.</summary>
    Point,

    /// <summary>Says nothing inside a number: and.</summary>
    Link,
}

/// <summary>A word read as part of a number.</summary>
internal readonly record struct NumberWord(NumberWordKind Kind, decimal Value, string Word, bool IsHindi = false)
{
    /// <summary>It is a single digit, spoken or written.</summary>
    public bool IsDigit => Kind is NumberWordKind.Value && Value is >= 0 and <= 9 && Value == decimal.Truncate(Value) && !(IsWritten && Word.Length > 1);

    /// <summary>A digit behind it belongs to it: "twenty five". Hindi has one word for every number below a hundred.</summary>
    public bool TakesDigit => Kind is NumberWordKind.Value && !IsHindi && !IsWritten && Value is >= 20 and <= 90 && Value % 10 == 0;

    private bool IsWritten => char.IsAsciiDigit(Word[0]);
}

/// <summary>The words of numbers in English, and in Hindi in its own script and in Latin letters.</summary>
internal static class NumberWords
{
    private static readonly (decimal Value, string Names)[] EnglishValues =
    [
        (0, "zero oh nil ज़ीरो"), (1, "one वन"), (2, "two टू"), (3, "three थ्री"), (4, "four फोर"), (5, "five फाइव"), (6, "six सिक्स"), (7, "seven सेवन"),
        (8, "eight एट"), (9, "nine नाइन"), (10, "ten टेन"), (11, "eleven इलेवन"), (12, "twelve ट्वेल्व"), (13, "thirteen थर्टीन"), (14, "fourteen फोर्टीन"),
        (15, "fifteen फिफ्टीन"), (16, "sixteen सिक्सटीन"), (17, "seventeen सेवेंटीन"), (18, "eighteen एटीन"), (19, "nineteen नाइनटीन"), (20, "twenty ट्वेंटी"), (30, "thirty थर्टी"),
        (40, "forty फोर्टी"), (50, "fifty फिफ्टी"), (60, "sixty सिक्सटी"), (70, "seventy सेवेंटी"), (80, "eighty एटी"), (90, "ninety नाइंटी"),
    ];

    private static readonly string[] LatinHindi =
        """
        shunya ek do teen char paanch chhe saat aath nau
        das gyarah barah terah chaudah pandrah solah satrah atharah unnees
        bees ikkees baees teis chaubees pachees chhabbees sattaees atthaees untees
        tees ikattees battees taintees chauntees paintees chhattees saintees adtees untalees
        chalis iktalis bayalis taintalis chavalis paintalis chhiyalis saintalis adtalis unchas
        pachas ikyavan bavan tirpan chauvan pachpan chhappan sattavan atthavan unsath
        saath iksath basath tirsath chausath painsath chhiyasath sadsath adsath unhattar
        sattar ikhattar bahattar tihattar chauhattar pachhattar chhihattar satattar athattar unasi
        assi ikyasi bayasi tirasi chaurasi pachasi chhiyasi sattasi atthasi navasi
        nabbe ikyanve banve tiranve chauranve pachanve chhiyanve sattanve atthanve ninyanve
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static readonly (decimal Value, string Names)[] HindiVariants =
    [
        (4, "chaar"), (5, "panch"), (6, "chhah chah छः छे"), (15, "पन्द्रह"), (18, "atharaah"), (19, "unnis"), (21, "ikkis"), (22, "bais"), (24, "chaubis"), (25, "pachis pachchees"),
        (26, "chhabbis"), (27, "sattais"), (28, "atthais"), (29, "untis"), (32, "battis"), (33, "taintis"), (35, "paintis"), (36, "chhattis"), (40, "chalees"), (45, "paintalees"),
        (56, "chappan"), (75, "pichhattar pachattar"), (1.5m, "dedh डेढ़"), (2.5m, "dhai ढाई"),
    ];

    private static readonly (decimal Value, string Names)[] EnglishScales =
    [
        (100, "hundred hundreds हंड्रेड"), (1000, "thousand thousands थाउजेंड थाउजैंड थाउजंड"), (100_000, "lakh lakhs laakh lac lacs"), (1_000_000, "million millions मिलियन"),
        (10_000_000, "crore crores cr crs"), (1_000_000_000, "billion बिलियन"),
    ];

    private static readonly (decimal Value, string Names)[] HindiScales = [(100, "sau सौ"), (1000, "hazar hazaar hajar हज़ार"), (100_000, "लाख"), (10_000_000, "karod karor करोड़")];

    private static readonly Dictionary<string, NumberWord> Known = new[]
    {
        Of(NumberWordKind.Value, EnglishValues),
        Of(NumberWordKind.Value, InOrder(LatinHindi), isHindi: true),
        Of(NumberWordKind.Value, InOrder(HindiNumbers.BelowHundred), isHindi: true),
        Of(NumberWordKind.Value, HindiVariants, isHindi: true),
        Of(NumberWordKind.Scale, EnglishScales),
        Of(NumberWordKind.Scale, HindiScales, isHindi: true),
        Of(NumberWordKind.Part, [(0.5m, "half"), (0.25m, "quarter")]),
        Of(NumberWordKind.Part, [(0.5m, "aadha adha आधा"), (0.75m, "paun पौन")], isHindi: true),
        Of(NumberWordKind.Shift, [(0.5m, "sadhe saadhe sade saade साढ़े"), (0.25m, "sava sawa सवा"), (-0.25m, "paune pone पौने")], isHindi: true),
        Of(NumberWordKind.Repeat, [(2, "double डबल"), (3, "triple ट्रिपल")]),
        Of(NumberWordKind.Point, [(0, "point दशमलव पॉइंट")]),
        Of(NumberWordKind.Link, [(0, "and aur और")]),
    }.SelectMany(words => words).Where(word => !MayBeTwo(word.Word)).ToDictionary(word => word.Word, StringComparer.Ordinal);

    /// <summary>A word by itself.</summary>
    public static NumberWord Read(string word)
    {
        if (Known.TryGetValue(Spelling(word), out NumberWord known))
            return known with { Word = word };
        return char.IsAsciiDigit(word[0]) && decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal written)
            ? new NumberWord(NumberWordKind.Value, written, word)
            : new NumberWord(NumberWordKind.None, 0, word);
    }

    /// <summary>A word among others: "do" is two before a scale and beside a number of Hindi, and no number in "I can do fifty".</summary>
    public static NumberWord Read(ReadOnlySpan<string> words, int at) => MayBeTwo(words[at]) && IsTwo(words, at)
        ? new NumberWord(NumberWordKind.Value, 2, words[at], IsHindi: true)
        : Read(words[at]);

    /// <summary>The word is a number by itself.</summary>
    public static bool IsNumber(string word) => Read(word).Kind is NumberWordKind.Value;

    /// <summary>Two in Hindi, but also "give", and an English verb.</summary>
    public static bool MayBeTwo(string word) => word is "do" or "दो";

    /// <summary>A scale right behind it makes it a two, and so does a number of Hindi with nothing between but more of the kind: "nau do do double do".</summary>
    private static bool IsTwo(ReadOnlySpan<string> words, int at)
    {
        int before = at - 1, after = at + 1;
        while (before >= 0 && LeavesOpen(words[before]))
            before--;
        while (after < words.Length && LeavesOpen(words[after]))
            after++;
        return (before >= 0 && Read(words[before]).IsHindi)
            || (after < words.Length && Read(words[after]) is { Kind: NumberWordKind.Value, IsHindi: true })
            || (at + 1 < words.Length && Read(words[at + 1]).Kind is NumberWordKind.Scale);
    }

    private static bool LeavesOpen(string word) => MayBeTwo(word) || Read(word).Kind is NumberWordKind.Repeat;

    private static IEnumerable<NumberWord> Of(NumberWordKind kind, IEnumerable<(decimal Value, string Names)> table, bool isHindi = false) =>
        table.SelectMany(row => row.Names.Split(' '), (row, name) => new NumberWord(kind, row.Value, Spelling(name), isHindi));

    private static IEnumerable<(decimal Value, string Names)> InOrder(string[] names) => names.Select((name, value) => ((decimal)value, name));

    /// <summary>Devanagari without the dots that not everybody writes: पाँच is पांच, and हज़ार हजार.</summary>
    private static string Spelling(string word) => word[0] is < '\u0900' or > '\u097f'
        ? word
        : word.Replace('\u0901', '\u0902').Replace('\u095b', '\u091c').Replace('\u095c', '\u0921').Replace('\u095d', '\u0922').Replace("\u093c", "", StringComparison.Ordinal);
}
