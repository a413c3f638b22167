using System.Text.RegularExpressions;
using Futwork.Campaigns;
using Futwork.Hosting;
using Futwork.Tests.Support;

namespace Futwork.Tests.Hosting;

/// <summary>The table of <c>docs/errors.md</c> and the codes that stand in the sources.</summary>
public sealed partial class ErrorsPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "errors.md"));

    private static readonly string Sources = Repository.Sources("Futwork");

    [Fact]
    public void Every_code_stands_on_the_page_with_its_status_and_no_other_does()
    {
        var told = Row().Matches(Page).SelectMany(row => row.Groups["code"].Captures.Select(code => (code.Value, row.Groups["status"].Value)));

        told.ShouldBe(Answered().Distinct(), ignoreOrder: true);
    }

    private static IEnumerable<(string Code, string Status)> Answered() =>
    [
        .. Made().Matches(Sources).Select(made => (made.Groups["code"].Value, made.Groups["status"] is { Success: true, Value: var status } ? status : "4xx")),
        .. Conflict().Matches(Sources).Select(conflict => (conflict.Groups["code"].Value, "409")),
        .. ConflictOfState().Matches(Sources).SelectMany(conflict => CampaignStatus.All.Select(status => ($"{conflict.Groups["stem"].Value}{status}", "409"))),
        .. Kind().Matches(Sources).Select(kind => Problem.NotFound(kind.Groups["what"].Value, "")).Select(problem => (problem.Code, $"{problem.Status}")),
    ];

    [GeneratedRegex(@"^\| (`(?<code>[a-z-]+)`,? )+\| (?<status>\d{3}|4xx) \| \S", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    /// <summary>A problem that is made with a status and a code. A status that is not written out is whatever a request failed with.</summary>
    [GeneratedRegex("""new( Problem)?\(\s*(StatusCodes\.Status(?<status>\d{3})\w+|(?<status>\d{3})|status|refused\.StatusCode), "(?<code>[a-z-]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Made();

    [GeneratedRegex("""Conflict\(\s*"(?<code>[a-z-]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Conflict();

    /// <summary>One whose code ends in the state of a campaign.</summary>
    [GeneratedRegex("""Conflict\(\s*\$"(?<stem>[a-z-]+)\{""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ConflictOfState();

    /// <summary>A kind of thing that may not be found.</summary>
    [GeneratedRegex("""(string What = |NotFound\()"(?<what>[^"]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Kind();
}
