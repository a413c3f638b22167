using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Rtp.Srtp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Benchmarks.Media;

/// <summary>
/// What SRTP adds to a call: the engine against another of its kind in a process of its own, in the clear and with AES_CM_128_HMAC_SHA1_80 both ways.
/// The control in C knows no SRTP.
/// </summary>
internal static class SecureMedia
{
    /// <summary>The first argument of a far end.</summary>
    public const string FarEnd = "media-far-end";

    private const int NearPort = 10002;
    private const int FarPort = 20002;
    private const string Secure = "srtp";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    /// <summary>Microseconds of the clock thread for each call and second, in the clear and encrypted, as a row.</summary>
    public static async Task<string> MeasureAsync(int calls, TimeSpan time) =>
        $"{calls} calls, engine to engine: in the clear {await MeasureAsync(calls, "plain", time)}; SRTP {await MeasureAsync(calls, Secure, time)}";

    /// <summary>The other process: takes calls until its standard input closes.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var calls = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        await using var engine = Engine(FarPort, calls);
        var sessions = Open(engine, calls);
        Console.WriteLine(Ports(sessions));
        Start(sessions, Console.ReadLine()!, arguments[2] == Secure, sends: 1);
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static async Task<string> MeasureAsync(int calls, string kind, TimeSpan time)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [FarEnd, calls.ToString(CultureInfo.InvariantCulture), kind])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var far = Process.Start(start)!;
        await using var engine = Engine(NearPort, calls);
        var sessions = Open(engine, calls);
        var ports = await far.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The far end ended; see above.");
        await far.StandardInput.WriteLineAsync(Ports(sessions));
        await far.StandardInput.FlushAsync();
        await far.StandardOutput.ReadLineAsync();
        Start(sessions, ports, kind == Secure, sends: 0);
        await Task.Delay(WarmUp);
        var (before, packets, began) = (Clock(), Packets(sessions), Stopwatch.GetTimestamp());
        await Task.Delay(time);
        var (used, passed, seconds) = (Clock() - before, Packets(sessions) - packets, Stopwatch.GetElapsedTime(began).TotalSeconds);
        var statistics = Array.ConvertAll(sessions, session => session.Statistics);
        far.StandardInput.Close();
        await far.WaitForExitAsync();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{used / 1e3 / calls / seconds:0} µs per call and second ({passed / seconds / calls:0.0} packets/s in and out, {statistics.Sum(one => one.Lost)} lost, {statistics.Sum(one => one.Unauthentic)} not authentic)");
    }

    private static MediaEngine Engine(int firstPort, int calls) => new(
        new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = firstPort, LastPort = firstPort + (3 * calls) + 100 }, TimeProvider.System, NullLoggerFactory.Instance);

    private static RtpSession[] Open(MediaEngine engine, int calls) => [.. Enumerable.Range(0, calls).Select(_ => engine.Open())];

    private static string Ports(RtpSession[] sessions) =>
        string.Join(' ', sessions.Select(session => session.LocalEndPoint.Port.ToString(CultureInfo.InvariantCulture)));

    private static void Start(RtpSession[] sessions, string ports, bool isSecure, byte sends)
    {
        foreach (var (call, port) in ports.Split(' ').Index())
        {
            var remote = new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
            var parameters = new RtpParameters(remote, AudioCodec.Pcmu, 101);
            if (isSecure) parameters = parameters with { SendKeys = Keys(call, sends), ReceiveKeys = Keys(call, (byte)(1 - sends)) };
            sessions[call].Start(parameters);
        }
    }

    /// <summary>Known to both processes, and to anybody else: what is said is silence.</summary>
    private static SrtpKeys Keys(int call, byte direction)
    {
        const SrtpSuite suite = SrtpSuite.AesCm128HmacSha1Tag80;
        var master = new byte[SrtpKeys.Size(suite)];
        BinaryPrimitives.WriteInt32BigEndian(master, call);
        master[^1] = direction;
        return new SrtpKeys(suite, master);
    }

    private static long Clock() => ThreadTimes.Read().Where(thread => thread.Key.Name == "media clock").Sum(thread => thread.Value);

    private static long Packets(RtpSession[] sessions) => sessions.Sum(session => session.Statistics.Sent + session.Statistics.Received);
}
