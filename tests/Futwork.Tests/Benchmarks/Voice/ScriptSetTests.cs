using Futwork.Benchmarks.Voice.Callers;

namespace Futwork.Tests.Benchmarks.Voice;

public sealed class ScriptSetTests
{
    [Fact]
    public void What_is_published_shares_no_seed_with_what_is_tuned_by_and_hardly_a_phrase()
    {
        IReadOnlyList<CallScript> tuning = ScriptSet.Of(30, heldOut: false), heldOut = ScriptSet.Of(30, heldOut: true);

        heldOut.Select(c => c.Seed).Intersect(tuning.Select(c => c.Seed)).ShouldBeEmpty();
        Long(heldOut).Intersect(Long(tuning)).ShouldBeEmpty();
    }

    [Fact]
    public void A_seed_writes_the_same_call_again_with_every_kind_of_moment_in_it()
    {
        CallScript call = ScriptSet.Of(1, heldOut: false)[0];

        ScriptSet.Of(1, heldOut: false)[0].Moves.ShouldBe(call.Moves);
        call.Moves.Select(m => m.Category).Distinct().Count().ShouldBe(11);
    }

    /// <summary>Backchannels and coughs are few in any language.</summary>
    private static IEnumerable<string> Long(IReadOnlyList<CallScript> calls) =>
        calls.SelectMany(c => c.Moves).Where(m => m.Kind is CallerSoundKind.Turn or CallerSoundKind.NonDirected).Select(m => m.Line).Distinct();
}
