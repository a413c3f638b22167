using System.Text.RegularExpressions;

namespace Futwork.Tests.Realtime.Sip.Interop;

/// <summary>docs/interop.md says of every cell what is true of it.</summary>
public sealed partial class InteropTableTests
{
    [Fact]
    public void Every_cell_has_a_test_or_a_reason_that_is_explained()
    {
        var cells = Enum.GetValues<Feature>().SelectMany(feature => Enum.GetValues<Peer>().Select(peer => (Feature: feature, Peer: peer)));

        cells.Where(cell => !InteropMatrix.Claimed.Contains(cell))
            .Where(cell => InteropText.WhyNot(cell.Feature, cell.Peer) is not { } letter || !InteropText.Notes.ContainsKey(letter))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_explanation_is_used()
    {
        var used = Enum.GetValues<Feature>().SelectMany(feature => Enum.GetValues<Peer>().Where(peer => !InteropMatrix.Claimed.Contains((feature, peer))).Select(peer => InteropText.WhyNot(feature, peer)));

        InteropText.Notes.Keys.ShouldBe(used.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Table_that_is_kept_has_the_rows_columns_and_tests_of_today()
    {
        var kept = Version().Replace(File.ReadAllText(InteropMatrix.Path), " |").Replace('✗', '✓').Replace('○', '✓');
        var today = Version().Replace(InteropMatrix.Render((_, _) => "✓", _ => "1.0"), " |").Replace('✗', '✓').Replace('○', '✓');

        kept.ShouldBe(today, "A test or a text of the table has changed: ./test -namespace Futwork.Tests.Realtime.Sip.Peers writes it anew.");
    }

    [GeneratedRegex(@" \d+(\.\d+)+ \|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
