using System.Text.RegularExpressions;

namespace Futwork.Tests.Realtime.Sip.Interop;

/// <summary>Writes docs/interop.md at the end of a run that filled every cell; a run of chosen tests leaves it alone.</summary>
public sealed partial class InteropRun : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        var results = InteropAttribute.Results;
        if (!results.Select(cell => (cell.Feature, cell.Peer)).ToHashSet().SetEquals(InteropMatrix.Claimed)) return;
        var cells = results.ToLookup(cell => (cell.Feature, cell.Peer), cell => cell.Result);
        var versions = new Dictionary<Peer, string>();
        foreach (var peer in Enum.GetValues<Peer>()) versions[peer] = await VersionAsync(peer);
        await File.WriteAllTextAsync(InteropMatrix.Path, InteropMatrix.Render((feature, peer) => Mark([.. cells[(feature, peer)]]), peer => versions[peer]));
    }

    private static string Mark(IReadOnlyCollection<TestResult> results) =>
        results.Contains(TestResult.Failed) ? "✗" : results.All(result => result == TestResult.Passed) ? "✓" : "○";

    /// <summary>As the program itself says.</summary>
    private static async Task<string> VersionAsync(Peer peer)
    {
        var (program, argument) = InteropText.VersionCommand(peer);
        await using var process = Peers.PeerProcess.Start(program, "/", argument);
        await process.ExitAsync(TimeSpan.FromSeconds(20));
        return Version().Match(process.Output).Value;
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
