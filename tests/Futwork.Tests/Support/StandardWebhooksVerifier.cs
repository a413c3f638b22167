using System.Diagnostics;
using System.Text.Json;

namespace Futwork.Tests.Support;

/// <summary>The published npm package <c>standardwebhooks</c>, unmodified, asked through Node.</summary>
internal static class StandardWebhooksVerifier
{
    private static readonly Lazy<Task<string>> Folder = new(PrepareAsync);

    /// <summary><c>valid</c>, or <c>invalid: why</c>.</summary>
    public static async Task<string> VerifyAsync(string secret, IReadOnlyDictionary<string, string> headers, string body) =>
        (await RunAsync("node", "verify.mjs", await Folder.Value, JsonSerializer.Serialize(new { secret, headers, body }))).Trim();

    private static async Task<string> PrepareAsync()
    {
        var folder = Path.Combine(Repository.Root, "tests", "node");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "standardwebhooks")))
            await RunAsync("npm", "ci --ignore-scripts --no-audit --no-fund", folder, "");
        return folder;
    }

    private static async Task<string> RunAsync(string file, string arguments, string folder, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{file} {arguments} failed: {await errors}");
    }
}
