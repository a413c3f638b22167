using System.Diagnostics;
using System.Globalization;

namespace Futwork.Benchmarks.Signalling;

/// <summary>The same calls placed by a program in C that computes nothing: control.c, compiled when it is first needed.</summary>
internal static class CControl
{
    private static readonly Lazy<string> Program = new(Compile);

    /// <summary>Processor time for each call, in µs.</summary>
    /// <param name="port">The peer's, on the loopback address.</param>
    /// <param name="perSecond">How many calls begin in a second.</param>
    /// <param name="calls">How many in all.</param>
    /// <param name="sound">Two ports are opened and closed for each.</param>
    public static async Task<double> CallAsync(int port, int perSecond, int calls, bool sound)
    {
        var counts = await RunAsync(Text(port), Text(perSecond), Text(calls), sound ? "1" : "0");
        if (counts is not [var done, var used] || int.Parse(done, CultureInfo.InvariantCulture) != calls)
            throw new InvalidOperationException("The control in C lost calls, which it does not repeat: the machine is too busy to measure.");
        return double.Parse(used, CultureInfo.InvariantCulture) / calls;
    }

    /// <summary>What a call is made of.</summary>
    public static async Task<string> LimitsAsync() => await RunAsync("limits") is [var call, var message, var sound, var sleep]
        ? $"in µs: a system call that does nothing {call}, a message sent and received {message}, a port opened and closed {sound}, a sleep and waking up {sleep}"
        : throw new InvalidOperationException("The control ended; see above.");

    private static async Task<string[]> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program.Value, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var numbers = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return numbers.TrimEnd().Split(' ');
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Compile()
    {
        var program = Path.Combine(Directory.CreateTempSubdirectory("futwork-bench-").FullName, "control");
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("cc", ["-O2", "-pthread", "-x", "c", "-", "-o", program]) { RedirectStandardInput = true, UseShellExecute = false })!;
            using (var source = typeof(CControl).Assembly.GetManifestResourceStream("Futwork.Benchmarks.Signalling.control.c")!)
                source.CopyTo(compiler.StandardInput.BaseStream);
            compiler.StandardInput.Close();
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? program : throw new InvalidOperationException("control.c does not compile; see above.");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("The yardstick of this measurement is a program in C, and there is no C compiler: install gcc and libc6-dev.", missing);
        }
    }
}
