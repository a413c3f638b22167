using System.Reflection;
using System.Text;

namespace Futwork.Tests.Realtime.Sip.Interop;

/// <summary>docs/interop.md: what of each row was shown with each peer, and why the rest was not.</summary>
internal static class InteropMatrix
{
    /// <summary>Where the table is kept.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Support.Repository.Root, "docs", "interop.md");

    /// <summary>The cells that a test claims.</summary>
    public static IReadOnlySet<(Feature, Peer)> Claimed { get; } = typeof(InteropMatrix).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .SelectMany(method => method.GetCustomAttributes<InteropAttribute>())
        .Select(cell => (cell.Feature, cell.Peer))
        .ToHashSet();

    /// <summary>The page with those marks.</summary>
    /// <param name="mark">What to write into a cell that a test claims.</param>
    /// <param name="version">The version of each peer.</param>
    public static string Render(Func<Feature, Peer, string> mark, Func<Peer, string> version)
    {
        var page = new StringBuilder();
        page.Append(Head).Append('|').Append(" |");
        foreach (var peer in Enum.GetValues<Peer>()) page.Append($" {InteropText.Of(peer)} {version(peer)} |");
        page.Append("\n|---|");
        foreach (var _ in Enum.GetValues<Peer>()) page.Append(":-:|");
        foreach (var feature in Enum.GetValues<Feature>())
        {
            page.Append($"\n| {InteropText.Of(feature)} |");
            foreach (var peer in Enum.GetValues<Peer>())
                page.Append(Claimed.Contains((feature, peer)) ? $" {mark(feature, peer)} |" : $" {InteropText.WhyNot(feature, peer)} |");
        }

        return page.Append("\n\n").AppendJoin('\n', InteropText.Notes.Select(note => $"- **{note.Key}** {note.Value}")).Append('\n').ToString();
    }

    private const string Head = """
        # What was shown with real peers

        Written by `./test`, and by `./test -namespace Futwork.Tests.Realtime.Sip.Peers`, when every test of the table has run: do not edit. ✓: tests in
        `tests/Futwork.Tests/Realtime/Sip/Peers` that bear the name of the row and the column made their calls with that program, and all passed. ✗: one failed.
        ○: one could not run on that machine. A letter: there is no test, for the reason below.


        """;
}
