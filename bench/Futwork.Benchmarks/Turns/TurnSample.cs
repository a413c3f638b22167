using Futwork.Realtime.Audio;
using Futwork.Realtime.Turns;

namespace Futwork.Benchmarks.Turns;

/// <summary>A word, and where its sound ends, in samples since the start of its turn.</summary>
internal readonly record struct SpokenWord(string Text, int EndSample);

/// <summary>One annotated turn as it arrives over the phone: what is said when, where the pauses are, and where it is over.</summary>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Awaited">What was asked for.</param>
/// <param name="Sound">8 kHz, with silence behind the turn.</param>
/// <param name="Words">The words in order.</param>
/// <param name="LastPieceStart">Where the sound after the last pause begins: a reply before it cuts the turn off.</param>
/// <param name="End">Where the last sound ends.</param>
/// <param name="IsValue">A dictated value.</param>
internal sealed record TurnSample(string Language, Awaited Awaited, short[] Sound, IReadOnlyList<SpokenWord> Words, int LastPieceStart, int End, bool IsValue)
{
    public TimeSpan EndTime => PhoneAudio.Duration(End);
}
