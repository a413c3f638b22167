using System.Collections.Concurrent;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Turns;

public sealed class VoiceActivityPumpTests
{
    [Fact]
    public void A_thread_of_the_pump_hears_what_the_clock_writes_and_reports_speech()
    {
        using var pump = new VoiceActivityPump(() => chunk => chunk[0] != 0 ? 1 : 0, threads: 2);
        using var changes = new BlockingCollection<(VoiceChange Change, long Start, long End)>();
        using VoiceStream stream = pump.Open(_ => { }, (s, change) => Note(changes, s, change), e => throw e);
        short[] loud = [.. Enumerable.Repeat((short)1000, 160)], quiet = new short[160];

        for (int i = 0; i < 8; i++)
            stream.Hear(loud);
        changes.TryTake(out (VoiceChange Change, long Start, long End) started, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        for (int i = 0; i < 24; i++)
            stream.Hear(quiet);
        changes.TryTake(out (VoiceChange Change, long Start, long End) ended, TimeSpan.FromSeconds(10)).ShouldBeTrue();

        (started.Change, started.Start).ShouldBe((VoiceChange.Started, 0));
        (ended.Change, ended.End).ShouldBe((VoiceChange.Ended, 8 * 160));
    }

    [Fact]
    public void A_stream_follows_how_the_voice_ends()
    {
        using var pump = new VoiceActivityPump(() => chunk => chunk[0] != 0 ? 1 : 0, threads: 0);
        using VoiceStream stream = pump.Open(_ => { }, (_, _) => { }, e => throw e);

        for (int i = 0; i < 100; i++)
        {
            stream.Hear(Buzz(period: i < 85 ? 32 : 40));
            pump.PumpNow();
        }

        stream.Melody.Score.ShouldBeGreaterThan(0.9);
    }

    private static short[] Buzz(int period) => [.. Enumerable.Range(0, 160).Select(i => (short)(i % period == 0 ? 8000 : 500))];

    private static void Note(BlockingCollection<(VoiceChange Change, long Start, long End)> changes, VoiceStream stream, VoiceChange change)
    {
        if (change is VoiceChange.Started or VoiceChange.Ended)
            changes.Add((change, stream.Gate.StartSample, stream.Gate.EndSample));
    }

    [Fact]
    public void A_fault_on_one_call_is_reported_and_leaves_the_others_alone()
    {
        using var pump = new VoiceActivityPump(() => _ => 0, threads: 0);
        var failures = new List<Exception>();
        int heard = 0;
        using VoiceStream broken = pump.Open(_ => throw new InvalidOperationException("broken"), (_, _) => { }, failures.Add);
        using VoiceStream sound = pump.Open(_ => heard++, (_, _) => { }, failures.Add);

        for (int i = 0; i < 16; i++)
        {
            broken.Hear(new short[160]);
            sound.Hear(new short[160]);
        }

        pump.PumpNow();

        failures.ShouldHaveSingleItem().Message.ShouldBe("broken");
        heard.ShouldBe(10);
    }

    [Fact]
    public void Nothing_is_reported_once_a_stream_is_closed()
    {
        using var pump = new VoiceActivityPump(() => _ => 1, threads: 0);
        int heard = 0;
        VoiceStream stream = pump.Open(_ => heard++, (_, _) => { }, e => throw e);

        stream.Hear(new short[1600]);
        stream.Dispose();
        pump.PumpNow();

        heard.ShouldBe(0);
    }

    [Fact]
    public void Many_calls_are_heard_as_each_would_be_alone_and_nothing_is_allocated_for_it()
    {
        byte[] octets = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Realtime", "Turns", "Data", "speech.ulaw"));
        short[] speech = new short[octets.Length];
        G711.DecodeMuLaw(octets, speech);
        using var pump = new VoiceActivityPump(threads: 0);
        VoiceStream alone = Open();
        Play(speech, alone);
        (long Start, long End) expected = (alone.Gate.StartSample, alone.Gate.EndSample);
        expected.End.ShouldBeGreaterThan(0);

        Allocations.Least(HearMany).ShouldBe(0);

        long HearMany()
        {
            VoiceStream[] many = [.. Enumerable.Range(0, (2 * VoiceBatch.Capacity) + 3).Select(_ => Open())];
            Play(speech.AsSpan(0, 8000), many);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Play(speech.AsSpan(8000), many);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            many.ShouldAllBe(stream => stream.Gate.StartSample == expected.Start && stream.Gate.EndSample == expected.End);
            foreach (VoiceStream stream in many) stream.Dispose();
            return allocated;
        }

        VoiceStream Open() => pump.Open(_ => { }, (_, _) => { }, e => throw e);

        void Play(ReadOnlySpan<short> sound, params ReadOnlySpan<VoiceStream> streams)
        {
            for (int at = 0; at + 160 <= sound.Length; at += 160)
            {
                foreach (VoiceStream stream in streams)
                    stream.Hear(sound.Slice(at, 160));
                pump.PumpNow();
            }
        }
    }

    [Fact]
    public void The_real_detector_stays_silent_on_silence()
    {
        using var pump = new VoiceActivityPump(threads: 1);
        using var heard = new SemaphoreSlim(0);
        using VoiceStream stream = pump.Open(_ => heard.Release(), (_, change) => throw new InvalidOperationException(change.ToString()), e => throw e);

        for (int i = 0; i < 16; i++)
            stream.Hear(new short[160]);

        for (int chunk = 0; chunk < 10; chunk++)
            heard.Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken).ShouldBeTrue();
        stream.Gate.IsOpen.ShouldBeFalse();
    }
}
