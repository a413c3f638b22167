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

    /// <summary>The folders of <c>Futwork.Realtime</c>: each may use what is to its right, so that there is no circle.</summary>
    private static readonly string[] Sound = ["Engines", "Conversation", "Metering", "Sip", "Turns", "Understanding", "Rtp", "Speech", "Telephony", "Audio"];

    private static readonly Regex SoundName = new(
        $@"(?<![\w.""/])((Futwork\.)?Realtime\.)?(?<folder>{string.Join('|', Sound)})(?=\.[A-Z]|;)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

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

    public static TheoryData<string> SoundFolders => [.. Sound];

    [Theory, MemberData(nameof(Folders))]
    public void A_folder_uses_only_what_it_may(string folder) => ShouldUseOnly(Allowed(folder), "Futwork", folder, Name());

    [Theory, MemberData(nameof(SoundFolders))]
    public void A_folder_of_the_sound_uses_only_what_is_to_its_right(string folder) =>
        ShouldUseOnly(Sound[(Array.IndexOf(Sound, folder) + 1)..], "Futwork.Realtime", folder, SoundName);

    [Fact]
    public void Every_folder_of_the_server_is_in_the_list() => FoldersOf("Futwork").ShouldBe([.. Path, .. Settings, .. Floor], ignoreOrder: true);

    [Fact]
    public void Every_folder_of_the_sound_is_in_the_list() => FoldersOf("Futwork.Realtime").ShouldBe(Sound, ignoreOrder: true);

    [Fact]
    public void Only_the_table_of_contents_names_the_providers() =>
        Directory.GetFiles(SourceOf("Futwork"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{System.IO.Path.DirectorySeparatorChar}obj{System.IO.Path.DirectorySeparatorChar}"))
            .Where(file => Names(File.ReadAllText(file), Name()).Contains("Providers"))
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
        Names("using Futwork.Calls;", Name()).ShouldBe(["Calls"]);
        Names("var x = new Futwork.Calls.Call();", Name()).ShouldBe(["Calls"]);
        Names("Calls.Call.FindAsync(session);", Name()).ShouldBe(["Calls"]);
        Names("using C = Futwork.Calls.Call;", Name()).ShouldBe(["Calls"]);
        Names("/// <see cref=\"Futwork.Calls.Call\"/>", Name()).ShouldBeEmpty();
        Names("lead.Calls.Count; namespace Futwork.Calls;", Name()).ShouldBeEmpty();
    }

    [Fact]
    public void So_is_one_of_the_sound()
    {
        Names("using Futwork.Realtime.Sip;", SoundName).ShouldBe(["Sip"]);
        Names("using Futwork.Realtime.Sip.Sdp;", SoundName).ShouldBe(["Sip"]);
        Names("using static Futwork.Realtime.Turns.SileroWeights;", SoundName).ShouldBe(["Turns"]);
        Names("way ?? Telephony.TransferWay.Auto;", SoundName).ShouldBe(["Telephony"]);
        Names("agent.Turns.Interruption; namespace Futwork.Realtime.Turns;", SoundName).ShouldBeEmpty();
    }

    private static void ShouldUseOnly(string[] allowed, string project, string folder, Regex name)
    {
        var files = Directory.GetFiles(System.IO.Path.Combine(SourceOf(project), folder), "*.cs", SearchOption.AllDirectories);
        files.ShouldNotBeEmpty();

        var arrows = files.SelectMany(file => Names(File.ReadAllText(file), name).Select(used => (used, file: System.IO.Path.GetFileName(file))))
            .Where(arrow => arrow.used != folder && !allowed.Contains(arrow.used));

        arrows.ShouldBeEmpty($"{folder} may use {string.Join(", ", allowed)}");
    }

    private static string[] Allowed(string folder)
    {
        var place = Array.IndexOf(Path, folder);
        string[] ours = place >= 0 ? [.. Path[(place + 1)..], .. Settings, .. Floor] : Listed[folder];
        return Floor.Contains(folder) ? ours : [.. ours, "Realtime"];
    }

    /// <summary>The folders that a source names: by a using, whole, or beginning inside the namespace that all of them share.</summary>
    private static IEnumerable<string> Names(string source, Regex name) =>
        name.Matches(Ignored().Replace(source, "")).Select(match => match.Groups["folder"].Value).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string?> FoldersOf(string project) =>
        Directory.GetDirectories(SourceOf(project)).Select(System.IO.Path.GetFileName).Except(["bin", "obj", "Properties"]);

    private static string SourceOf(string project) => System.IO.Path.GetFullPath(System.IO.Path.Combine(Here(), "..", "..", "..", "src", project));

    private static string Here([CallerFilePath] string file = "") => System.IO.Path.GetDirectoryName(file)!;

    [GeneratedRegex(
        @"(?<![\w.""/])(Futwork\.)?(?<folder>Leads|Calls|Outcomes|Webhooks|Accounts|Agents|Campaigns|Consent|Trunks|Queue|Data|Hosting|Providers|Realtime)(?=\.[A-Z]|;)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^\s*//.*$|namespace [\w.]+;", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Ignored();
}
