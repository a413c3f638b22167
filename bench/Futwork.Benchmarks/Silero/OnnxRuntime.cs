using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Futwork.Tests.Support;

namespace Futwork.Benchmarks.Silero;

/// <summary>
/// ONNX Runtime through Node: the versions pinned in tools/silero are installed into a temporary folder (npm ci, no scripts), and
/// tools/silero/cost.mjs times the published model there.
/// </summary>
internal static class OnnxRuntime
{
    /// <summary>What it cost at both rates; nothing, and why, when there is no Node or no network.</summary>
    public static async Task<(IReadOnlyList<SileroCost> Costs, string? Why)> MeasureAsync(int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("futwork-onnx-").FullName;
        try
        {
            foreach (string name in (string[])["package.json", "package-lock.json", "model.mjs", "detector.mjs", "cost.mjs"])
                File.Copy(Path.Combine(Repository.Root, "tools", "silero", name), Path.Combine(folder, name));
            await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], folder);
            string json = await RunAsync("node", ["cost.mjs", SileroBench.SoundPath, $"{rounds}"], folder);
            return (JsonSerializer.Deserialize<SileroCost[]>(json, JsonSerializerOptions.Web)!, null);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return ([], e.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string folder)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {await errors}");
    }
}
