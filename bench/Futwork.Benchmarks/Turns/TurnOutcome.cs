using Futwork.Realtime.Audio;
using Futwork.Realtime.Turns;

namespace Futwork.Benchmarks.Turns;

/// <summary>A turn as it was listened to.</summary>
/// <param name="Sample">The turn.</param>
/// <param name="Events">What was told of it.</param>
internal sealed record HeardTurn(TurnSample Sample, IReadOnlyList<TurnEvent> Events);

/// <summary>What became of a turn.</summary>
/// <param name="IsCutOff">It was taken as over before its last words.</param>
/// <param name="DeadAir">From its last sound to the moment when it was taken as over for good.</param>
internal readonly record struct TurnOutcome(bool IsCutOff, TimeSpan DeadAir);

/// <summary>Takes the turns of one caller by a policy.</summary>
internal static class TurnRun
{
    public static IEnumerable<TurnOutcome> Take(IReadOnlyList<HeardTurn> call, TurnPolicy policy)
    {
        var taker = new TurnTaker(policy);
        foreach (HeardTurn turn in call)
            yield return Take(taker, turn);
    }

    private static TurnOutcome Take(TurnTaker taker, HeardTurn turn)
    {
        taker.Drop();
        taker.Awaited = turn.Sample.Awaited;
        TimeSpan lastWords = PhoneAudio.Duration(turn.Sample.LastPieceStart), last = turn.Sample.EndTime;
        TimeSpan told = TimeSpan.Zero;
        bool cut = false, decided = false;
        foreach (TurnEvent e in turn.Events.Append(new TurnEvent(PhoneAudio.Duration(turn.Sample.Sound.Length), _ => { })))
        {
            while (taker.Due is { } due && due < e.At)
            {
                TimeSpan at = due > told ? due : told;
                if (taker.Decide(at) is not { Content: not TurnContent.Noise })
                    continue;
                cut |= at < lastWords;
                (decided, last) = (true, at);
            }

            bool wasOpen = taker.IsOpen;
            e.Tell(taker);
            told = e.At;
            if (decided && !wasOpen && taker.IsOpen)
                taker.WasNotOver();
        }

        return new TurnOutcome(cut, last < turn.Sample.EndTime ? TimeSpan.Zero : last - turn.Sample.EndTime);
    }
}
