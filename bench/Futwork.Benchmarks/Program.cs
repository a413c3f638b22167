using System.Globalization;
using Futwork.Benchmarks.Calls;
using Futwork.Benchmarks.Delay;
using Futwork.Benchmarks.Fuzz;
using Futwork.Benchmarks.Intake;
using Futwork.Benchmarks.Kill;
using Futwork.Benchmarks.Media;
using Futwork.Benchmarks.Pacing;
using Futwork.Benchmarks.Queues;
using Futwork.Benchmarks.Signalling;
using Futwork.Benchmarks.Silero;
using Futwork.Benchmarks.Turns;
using Futwork.Benchmarks.Voice;
using Futwork.Realtime.Rtp;
using Futwork.Tests.Support;

const string Help = """
    Measurements of Futwork. Each prints what it measured; bench/README.md holds the last table.

      media [--calls 200,500,1000,2000] [--hogs 0] [--seconds 15] [--one-by-one] [--srtp] [--clocks 1] [--alone]
                                 what a call costs the media engine beside the same in C, rtpengine and SIPp's echo, and how evenly its packets leave;
                                 with SRTP, engine to engine; needs gcc, and rtpengine-daemon and sip-tester for their rows
      setup [calls/s] [seconds] [burst] [rounds]
                                 what calls cost to set up and end, steadily and in bursts, beside SIPp and the same in C (100 a second, 10 s, 500,
                                 5 rounds); needs gcc
      soak [calls] [calls/s]     short calls with sound against SIPp, and what they leave behind (20000, 100 a second)
      intake [clients] [seconds] [sqlite|postgres]
                                 leads a second by the API on SQLite and PostgreSQL, beside pgbench's one-row commits (32 clients, 10 s)
      imports [rows] [duplicates]
                                 a CSV file of so many leads by the API on PostgreSQL, beside the bare COPY of the same rows (1000000, allow)
      kill [options]             leads, calls and outcomes under SIGKILL of nodes and of PostgreSQL, judged by the logs of line and receiver;
                                 kill --help tells its options (300 leads, 15 kills; the long form: --leads 100000 --kills 1000)
      pacing [seconds] [calls/s] [spaced|window|reject|failover]
                                 INVITEs a second as the line saw them, at 1, 10 and 100 a second, by one and two nodes on PostgreSQL; then at a line that
                                 counts over a rolling window, one that rejects and wants rest, and one whose first gateway refuses (60 s, 0: all, all)
      claim [leads] [seconds] [fewer]
                                 what a claim costs, and a whole round of a trunk, with so many leads in PostgreSQL and with fewer, two nodes pulling; with the
                                 plans of a round, and 1 when one of them reads a large table whole (10000000 leads, 20 s, 100000,1000000)
      queue [jobs]               jobs from claim to done beside pg-boss and graphile-worker on one PostgreSQL; needs npm (20000)
      turns [tuning]             cut-offs for silence: the turn-taking policy beside voice activity alone; on the tuning texts only (1 min)
      turns recorded [folder] [language]
                                 the same on recorded people: WAV files and turns.jsonl, as Turns/RecordedTurns.cs describes them (en-US)
      calls [calls] [seconds] [clocks]
                                 whole conversations at once, everything real but recogniser and voice (100 calls, 20 s, a clock thread for two processors)
      delay [calls] [seconds]    what the engine adds to a reply: from the last needed input to the first outgoing frame (100 calls, 30 s)
      fuzz [inputs] [seed]       damaged SIP, SDP, RTP and digest input at each reader and at a live agent; names the seed of what fails (1000000, 1)
      silero                     voice activity per chunk: ours beside ONNX Runtime, at 8 and 16 kHz
      voice [calls] [options]    the conversation's score: τ-voice metrics and EVA turn-taking, by scripted callers in virtual time (12 calls);
                                 voice --help tells its options
    """;

int Number(int index, int otherwise) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;

switch (args.FirstOrDefault())
{
    case "media":
        await MediaBench.RunAsync(MediaBenchOptions.Parse(args));
        return 0;
    case "setup":
        await SignallingBench.SetupAsync(Number(1, 100), Number(2, 10), Number(3, 500), Number(4, 5));
        return 0;
    case "soak":
        await SignallingBench.SoakAsync(Number(1, 20_000), Number(2, 100));
        return 0;
    case "intake":
        await using (var postgres = new PostgresServer(durable: true))
        {
            var file = Path.Combine(Path.GetTempPath(), $"futwork-bench-{Guid.NewGuid():n}.db");
            if (!args.Contains("postgres"))
                Console.WriteLine(await IntakeBench.RunAsync("SQLite", file, Number(1, 32), Number(2, 10)));
            if (!args.Contains("sqlite"))
                Console.WriteLine(await IntakeBench.RunAsync("PostgreSQL", await postgres.CreateDatabaseAsync(), Number(1, 32), Number(2, 10), postgres.Children));
            Array.ForEach(Directory.GetFiles(Path.GetTempPath(), $"{Path.GetFileName(file)}*"), File.Delete);
        }

        return 0;
    case "intake-client":
        await PushClient.RunAsync(args[1..]);
        return 0;
    case "imports":
        await ImportBench.RunAsync(Number(1, 1_000_000), args.ElementAtOrDefault(2) ?? "allow", Console.Out);
        return 0;
    case "claim":
        int[] fewer = [.. (args.ElementAtOrDefault(3) ?? "100000,1000000").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Where(size => size < Number(1, 10_000_000)).Order()];
        return await ClaimBench.RunAsync([.. fewer, Number(1, 10_000_000)], Number(2, 20), Console.Out) ? 0 : 1;
    case "queue":
        await QueueBench.RunAsync(Number(1, 20_000), Console.Out);
        return 0;
    case "kill" when args.Contains("--help"):
        Console.WriteLine(KillOptions.Help);
        return 0;
    case "kill":
        var killed = await KillBench.RunAsync(KillOptions.Parse(args), Console.Out);
        Console.WriteLine(killed);
        return killed.Passed ? 0 : 1;
    case "pacing":
        var rows = PacingRow.Of(Number(2, 0), args.ElementAtOrDefault(3));
        if (rows.Count == 0)
        {
            Console.WriteLine($"There is no such row. There are: {PacingRow.Choice}.");
            return 2;
        }

        await using (var postgres = new PostgresServer(durable: true))
        {
            foreach (var (perSecond, nodes, kind) in rows)
            {
                var setup = new PacingSetup(await postgres.CreateDatabaseAsync(), nodes, perSecond, Number(1, 60), new InstantEars(), new InstantVoice()) { Kind = kind };
                Console.WriteLine(await PacingRun.RunAsync(setup));
            }
        }

        return 0;
    case "turns" when args is ["turns", "recorded", var folder, ..]:
        Console.WriteLine(TurnsBench.RunRecorded(folder, args.ElementAtOrDefault(3) ?? "en-US"));
        return 0;
    case "turns":
        Console.WriteLine(await TurnsBench.RunAsync(tuning: args.Contains("tuning")));
        return 0;
    case "calls":
        Console.WriteLine(await CallsBench.RunAsync(Number(1, 100), Number(2, 20), Number(3, new MediaOptions().ClockThreads)));
        return 0;
    case "delay":
        Console.WriteLine(await DelayBench.RunAsync(Number(1, 100), Number(2, 30)));
        return 0;
    case "fuzz":
        return await FuzzBench.RunAsync(Number(1, 1_000_000), Number(2, 1));
    case "silero":
        Console.WriteLine(await SileroBench.RunAsync());
        return 0;
    case "voice" when args.Contains("--help"):
        Console.WriteLine(VoiceBenchOptions.Help);
        return 0;
    case "voice":
        await VoiceBench.RunAsync(VoiceBenchOptions.Parse(args[1..]));
        return 0;
    case SecureMedia.FarEnd:
        return await SecureMedia.RunAsync(args);
    case "far-end":
        return await FarEnd.RunAsync();
    default:
        Console.WriteLine(Help);
        return args.FirstOrDefault() is null or "--help" or "-h" ? 0 : 2;
}
