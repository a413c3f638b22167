namespace Futwork.Realtime.Conversation.Spoken;

/// <summary>How a language says numbers, dates, times and money.</summary>
internal abstract class Lexicon(Wording words) : Speller
{
    public Wording Words => words;

    public override string Plus => words.Plus;

    /// <summary>11/12 is the eleventh of December.</summary>
    public virtual bool DayFirst => true;

    /// <summary>A whole number.</summary>
    public abstract string Cardinal(long number);

    /// <summary>First, second, third.</summary>
    public abstract string Ordinal(long number);

    /// <summary>A year.</summary>
    public abstract string Year(int year);

    /// <summary>A day of a month, with or without its year.</summary>
    public abstract string Date(int day, int month, int? year);

    /// <summary>A month with its year.</summary>
    public abstract string Month(int month, int? year);

    /// <summary>A time of the day.</summary>
    /// <param name="hour">0 to 23, or 1 to 12 when the half of the day is not known.</param>
    /// <param name="minute">0 to 59.</param>
    /// <param name="isKnownHalf">The hour says which half of the day it is.</param>
    public abstract string Time(int hour, int minute, bool isKnownHalf);

    /// <summary>Two thirds; null when the language has no short way to say it.</summary>
    public abstract string? Fraction(long part, long whole);

    /// <summary>Eight out of ten.</summary>
    public abstract string OutOf(long part, long whole);

    /// <summary>A whole number and a half, a quarter or three quarters.</summary>
    public abstract string Mixed(long whole, long part, long parts);

    /// <summary>From one to the other.</summary>
    public abstract string Range(string from, string to);

    /// <summary>Major and minor money together.</summary>
    public abstract string Together(string major, string minor);

    /// <summary>A number that counts what follows: lakhs, kilometres, percent.</summary>
    public virtual string Counted(Quantity number) => Number(number);

    /// <summary>A number with its fraction digit by digit.</summary>
    public string Number(Quantity number) =>
        number.Fraction.Length == 0 ? Cardinal(number.Whole) : $"{Cardinal(number.Whole)} {words.Point} {Digits(number.Fraction)}";
}
