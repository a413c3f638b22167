using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Turns;

/// <summary>Compares what was understood at two moments: the same words, whatever their case and punctuation, are the same turn.</summary>
internal static class SpokenAlike
{
    public static bool Are(string one, string other) => Words.Split(one).AsSpan().SequenceEqual(Words.Split(other));

    /// <summary>The last words of the whole are these.</summary>
    public static bool Ends(string whole, string end) => Words.Split(whole).AsSpan().EndsWith(Words.Split(end));
}
