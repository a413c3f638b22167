using System.Text.RegularExpressions;
using Futwork.Tests.Support;

namespace Futwork.Tests.Hosting;

/// <summary>The lines of the log that <c>docs/operations.md</c> says are worth an alarm, and those that are written.</summary>
public sealed partial class LogPageTests
{
    [Fact]
    public void Each_line_that_the_page_names_is_written_at_the_level_it_says()
    {
        var written = Message().Matches(Repository.Sources("")).Select(message => (Level: message.Groups["level"].Value, Text: Value().Replace(message.Groups["text"].Value, "…"))).ToList();
        var told = Told().ToList();

        told.ShouldNotBeEmpty();
        told.Where(line => !written.Exists(message => message.Level == line.Level && message.Text.StartsWith(line.Text))).ShouldBeEmpty();
    }

    /// <summary>What stands in the first column of the table, up to its end, and in the paragraph behind it, where it is no talk of the start before there is a log.</summary>
    private static IEnumerable<(string Level, string Text)> Told()
    {
        var parts = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md")).Split("| log | |\n|---|---|\n")[1].Split("\n\n");
        var once = parts[1].Replace("`Embedded speech:`", "");
        foreach (var cell in parts[0].Split('\n').Select(row => row.Split(" | ")[0]).Append(once))
        {
            var level = cell.Contains("(`fail:`)") ? "Error" : "Warning";
            foreach (var text in Quoted().Matches(cell).Select(quoted => quoted.Groups["text"].Value).Where(text => text != "fail:"))
                yield return (level, text);
        }
    }

    [GeneratedRegex("""LogLevel\.(?<level>\w+), Message =\s*"(?<text>[^\n]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Message();

    /// <summary>The place of a value in a message.</summary>
    [GeneratedRegex(@"\{\w+(:[^}]*)?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Value();

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
