using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Futwork.Realtime.Telephony;

namespace Futwork.Tests.Architecture;

/// <summary>Dependencies point one way. The list of arrows below is the rule; a new arrow fails here first.</summary>
public sealed partial class DependencyDirectionTests
{
    private static readonly string[] Path = ["Leads", "Calls", "Outcomes", "Webhooks"];
    private static readonly string[] Settings = ["Accounts", "Agents", "Campaigns", "Consent", "Trunks"];
    private static readonly string[] Floor = ["Queue", "Data", "Hosting"];

    /// <summary>What settings and the floor may use beside the floor, and what the floor may use of itself.</summary>
    private static readonly Dictionary<string, string[]> Listed = new()
    {
        ["Campaigns"] = ["Agents", "Consent", "Trunks", .. Floor],
        ["Accounts"] = ["Consent", .. Floor],
        ["Agents"] = Floor,
        ["Consent"] = Floor,
        ["Trunks"] = Floor,
        ["Queue"] = ["Data"],
        ["Hosting"] = ["Data"],
        ["Data"] = [],
    };

    public static TheoryData<string> Folders => [.. Path, .. Settings, .. Floor];

    [Theory, MemberData(nameof(Folders))]
    public void A_folder_uses_only_what_it_may(string folder)
    {
        var files = Directory.GetFiles(System.IO.Path.Combine(Source, folder), "*.cs", SearchOption.AllDirectories);
        files.ShouldNotBeEmpty();

        var arrows = files.SelectMany(file => Names(File.ReadAllText(file)).Select(used => (used, file: System.IO.Path.GetFileName(file))))
            .Where(arrow => arrow.used != folder && !Allowed(folder).Contains(arrow.used));

        arrows.ShouldBeEmpty($"{folder} may use {string.Join(", ", Allowed(folder))}");
    }

    [Fact]
    public void Every_folder_of_the_server_is_in_the_list() =>
        Directory.GetDirectories(Source).Select(System.IO.Path.GetFileName).Except(["bin", "obj", "Properties"])
            .ShouldBe([.. Path, .. Settings, .. Floor], ignoreOrder: true);

    [Fact]
    public void Only_the_table_of_contents_names_the_providers() =>
        Directory.GetFiles(Source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{System.IO.Path.DirectorySeparatorChar}obj{System.IO.Path.DirectorySeparatorChar}"))
            .Where(file => Names(File.ReadAllText(file)).Contains("Providers"))
            .Select(System.IO.Path.GetFileName)
            .ShouldBe(["Program.cs"]);

    [Fact]
    public void The_sound_knows_neither_the_web_nor_a_database_nor_those_who_use_it()
    {
        foreach (var assembly in new[] { typeof(ICarrier).Assembly, typeof(Futwork.Providers.Providers).Assembly })
        {
            var references = assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
            references.ShouldNotContain(name => name == "Futwork" || name.StartsWith("Microsoft.AspNetCore") || name.StartsWith("Microsoft.Data")
                || name.StartsWith("Npgsql") || name.StartsWith("Dapper") || name.StartsWith("System.Data"));
        }

        typeof(ICarrier).Assembly.GetReferencedAssemblies().ShouldNotContain(reference => reference.Name == "Futwork.Providers");
    }

    [Fact]
    public void A_forbidden_arrow_is_seen_in_each_way_it_can_be_written()
    {
        Names("using Futwork.Calls;").ShouldBe(["Calls"]);
        Names("var x = new Futwork.Calls.Call();").ShouldBe(["Calls"]);
        Names("Calls.Call.FindAsync(session);").ShouldBe(["Calls"]);
        Names("using C = Futwork.Calls.Call;").ShouldBe(["Calls"]);
        Names("/// <see cref=\"Futwork.Calls.Call\"/>").ShouldBeEmpty();
        Names("lead.Calls.Count; namespace Futwork.Calls;").ShouldBeEmpty();
    }

    private static string[] Allowed(string folder)
    {
        var place = Array.IndexOf(Path, folder);
        string[] ours = place >= 0 ? [.. Path[(place + 1)..], .. Settings, .. Floor] : Listed[folder];
        return Floor.Contains(folder) ? ours : [.. ours, "Realtime"];
    }

    /// <summary>The folders that a source names: by a using, whole, or beginning inside the namespace that all of them share.</summary>
    private static IEnumerable<string> Names(string source) =>
        Name().Matches(Ignored().Replace(source, "")).Select(match => match.Groups["folder"].Value).Distinct(StringComparer.Ordinal);

    private static string Source => System.IO.Path.GetFullPath(System.IO.Path.Combine(Here(), "..", "..", "..", "src", "Futwork"));

    private static string Here([CallerFilePath] string file = "") => System.IO.Path.GetDirectoryName(file)!;

    [GeneratedRegex(
        @"(?<![\w.""/])(Futwork\.)?(?<folder>Leads|Calls|Outcomes|Webhooks|Accounts|Agents|Campaigns|Consent|Trunks|Queue|Data|Hosting|Providers|Realtime)(?=\.[A-Z]|;)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^\s*//.*$|namespace [\w.]+;", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Ignored();
}
