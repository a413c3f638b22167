using System.Text.RegularExpressions;
using Futwork.Hosting;
using Futwork.Tests.Support;

namespace Futwork.Tests.Hosting;

/// <summary>The table of <c>docs/configuration.md</c> and the options classes.</summary>
public sealed partial class SettingsPageTests
{
    /// <summary>What is not there unless it is set depends on the machine, which the page says in words.</summary>
    private const string ByTheMachine = "Line:ClockThreads";

    /// <summary>How settings begin that no options class has: ASP.NET's own, the database, and the prices, of which there may be many.</summary>
    private static readonly string[] Elsewhere = ["urls", "Database", "Logging:", "Prices:", ":"];

    private static readonly Dictionary<string, string> Page = Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md")))
        .SelectMany(row => Told(row.Groups["name"].Captures, row.Groups["default"].Value)).ToDictionary(StringComparer.Ordinal);

    [Fact]
    public void Every_setting_stands_on_the_page_with_its_default() =>
        Settings().Where(setting => !Page.TryGetValue(setting.Name, out var told) || !Tells(told, setting)).Select(setting => $"{setting.Name}: {setting.Usual}").ShouldBeEmpty();

    [Fact]
    public void Nothing_else_stands_there() =>
        Page.Keys.Except(Settings().Select(setting => setting.Name)).Where(name => !Elsewhere.Any(name.StartsWith)).ShouldBeEmpty();

    [Fact]
    public void The_page_tells_where_the_API_listens() => Page["urls"].ShouldBe($"`{HostingOptions.DefaultUrls}`");

    /// <summary>The properties of all options classes, named as settings, with what they are when nothing is set.</summary>
    private static IEnumerable<(string Name, object? Usual)> Settings()
    {
        foreach (var type in typeof(HostingOptions).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.Name.EndsWith("Options")))
        {
            var usual = Activator.CreateInstance(type);
            var section = type == typeof(HostingOptions) ? "" : $"{type.Name[..^"Options".Length]}:";
            foreach (var property in type.GetProperties().Where(property => property.CanWrite))
                yield return (section + property.Name, property.GetValue(usual));
        }
    }

    private static bool Tells(string told, (string Name, object? Usual) setting) => setting switch
    {
        (ByTheMachine, _) or (_, null) => told.Length > 0 && !char.IsDigit(told[0]),
        (_, int or bool) => string.Equals(FirstWord().Match(told).Value, $"{setting.Usual}", StringComparison.OrdinalIgnoreCase),
        (_, IEnumerable<string> several) => told == $"`{string.Join(',', several)}`",
        _ => told == $"`{setting.Usual}`",
    };

    /// <summary>The defaults of the settings of a row: as many as there are names, or one for all.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Told(CaptureCollection names, string defaults)
    {
        var each = defaults.Split(", ");
        return names.Select((name, i) => KeyValuePair.Create(name.Value, names.Count > 1 && each.Length == names.Count ? each[i] : defaults));
    }

    [GeneratedRegex(@"^\| (`(?<name>[A-Za-z0-9:]+)`,? )+\| (?<default>[^|]*) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("^[0-9a-z]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FirstWord();
}
