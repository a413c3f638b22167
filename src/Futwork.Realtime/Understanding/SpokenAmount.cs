namespace Futwork.Realtime.Understanding;

/// <summary>
/// Adds up the words of an amount: "two thousand crore", "two and a half lakh", "sadhe teen lakh". What could be meant in two ways is no
/// amount: "two three lakhs".
/// </summary>
internal sealed class SpokenAmount
{
    private const decimal Largest = 1_000_000_000_000_000m;

    private decimal _total;
    private decimal? _group;
    private decimal? _shift;
    private decimal _place;
    private decimal _scale;
    private NumberWord _last;

    public static decimal? Of(List<NumberWord> run)
    {
        var amount = new SpokenAmount();
        return run.TrueForAll(amount.Takes) && amount._shift is null ? amount._total + (amount._group ?? 0) : null;
    }

    /// <summary>False when the word does not go with those before it.</summary>
    private bool Takes(NumberWord word)
    {
        bool fits = word.Value <= Largest && word.Kind switch
        {
            NumberWordKind.Value when _place > 0 => AddDecimal(word),
            NumberWordKind.Value => Add(word),
            NumberWordKind.Scale => Multiply(word.Value),
            NumberWordKind.Part => AddPart(word.Value),
            NumberWordKind.Shift => Shift(word.Value),
            NumberWordKind.Point => Point(),
            _ => true,
        };
        if (word.Kind is not NumberWordKind.Link)
            _last = word;
        return fits && _total <= Largest && !(_group > Largest);
    }

    private bool Add(NumberWord word)
    {
        bool fits = _group is null || Follows(word);
        (_group, _shift) = ((_group ?? 0) + word.Value + (_shift ?? 0), null);
        return fits;
    }

    /// <summary>"Twenty five", "two hundred fifty".</summary>
    private bool Follows(NumberWord word) => _last is { Kind: NumberWordKind.Scale, Value: 100 }
        ? word.Value < 100
        : _last.TakesDigit && word.IsDigit && word.Value > 0;

    private bool AddDecimal(NumberWord word)
    {
        (_group, _place) = (_group + (word.Value * _place), _place / 10);
        return word.IsDigit;
    }

    /// <summary>
    /// A smaller amount said before a larger scale belongs to it: "two thousand crore". Else each scale is smaller than the one before, or a second
    /// amount has begun: "one thousand, two thousand". "Sava lakh" is one and a quarter of it.
    /// </summary>
    private bool Multiply(decimal scale)
    {
        if (_shift is 0.5m)
            return false;
        if (_shift is { } shift)
            (_group, _shift) = (1 + shift, null);
        bool belongs = scale > 100 && _total > 0 && _total < scale;
        bool falls = _total == 0 || (_group is not null && scale < _scale);
        decimal group = _group ?? (belongs ? 0 : 1);
        bool fits = (belongs || falls) && !(scale == 100 && group >= scale);
        _place = 0;
        if (scale == 100)
            _group = group * scale;
        else
            (_total, _group, _scale) = (belongs ? (_total + group) * scale : _total + (group * scale), null, scale);
        return fits;
    }

    /// <summary>"Seven and a half".</summary>
    private bool AddPart(decimal part)
    {
        bool fits = _group is { } whole && whole == decimal.Truncate(whole) && _place == 0;
        _group += part;
        return fits;
    }

    private bool Shift(decimal by)
    {
        bool fits = _group is null && _shift is null;
        _shift = by;
        return fits;
    }

    private bool Point()
    {
        bool fits = _group is not null && _place == 0;
        _place = 0.1m;
        return fits;
    }
}
