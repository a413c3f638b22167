using System.Text.RegularExpressions;
using Futwork.Tests.Support;

namespace Futwork.Tests.Leads;

/// <summary>The table of <c>docs/campaigns.md</c> that says why a lead is not called yet, and the codes that stand in the sources.</summary>
public sealed partial class ExplainPageTests
{
    private static readonly string Section = File.ReadAllText(Path.Combine(Repository.Root, "docs", "campaigns.md")).Split("\n## ").Single(section => section.StartsWith("Why is it not called yet?"));

    private static readonly string Sources = string.Join('\n', Directory.GetFiles(Path.Combine(Repository.Root, "src", "Futwork", "Leads"), "Lead*.cs").Select(File.ReadAllText));

    private static readonly string States = File.ReadAllText(Path.Combine(Repository.Root, "src", "Futwork", "Trunks", "DiallingView.cs"));

    [Fact]
    public void Every_reason_stands_on_the_page_and_no_other_does()
    {
        var told = Row().Matches(Section).SelectMany(row => row.Groups["code"].Captures.Select(code => code.Value));
        var given = Reason().Matches(Sources).SelectMany(reason => reason.Groups["code"].Captures.Select(code => code.Value));
        var ofTheTrunk = State().Matches(States).Select(state => $"trunk-{state.Groups["state"].Value}");

        told.ShouldBe(given.Concat(ofTheTrunk).Distinct(), ignoreOrder: true);
    }

    [GeneratedRegex(@"^\| (`(?<code>[a-z-]+)`,? )+\| \S", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    /// <summary>A code with what follows it: a message, or the other code that it may be.</summary>
    [GeneratedRegex("""(new|NoLine|=> )\("(?<code>[a-z-]+)", (\$?"|LostSecret)|new\([^"]*\? "(?<code>[a-z-]+)" : "(?<code>[a-z-]+)",|Code = "(?<code>[a-z-]+)";""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reason();

    /// <summary>A state in which a trunk does not dial, with why.</summary>
    [GeneratedRegex("""\("(?<state>[a-z]+)", (breaker|")""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex State();
}
