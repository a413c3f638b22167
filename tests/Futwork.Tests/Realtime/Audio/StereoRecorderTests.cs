using Futwork.Realtime.Audio;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Audio;

public sealed class StereoRecorderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("futwork-recordings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Agent_is_left_person_is_right_and_both_stay_aligned()
    {
        var path = Path.Combine(_folder, "call.wav");
        var recorder = new StereoRecorder(path);
        for (short tick = 1; tick <= 75; tick++) recorder.Write(Frame(tick), Frame((short)-tick));
        await recorder.CompleteAsync();

        var file = WaveFile.Read(path);

        (file.SampleRate, file.Channels).ShouldBe((8000, 2));
        file.Duration.ShouldBe(TimeSpan.FromSeconds(1.5));
        file.Channel(0).ShouldBe(Enumerable.Range(1, 75).SelectMany(tick => Frame((short)tick)));
        file.Channel(1).ShouldBe(file.Channel(0).Select(sample => (short)-sample));
    }

    [Fact]
    public async Task Many_recordings_share_the_writer_and_none_gets_anothers_sound()
    {
        var recorders = Enumerable.Range(1, 40).Select(call => (call, recorder: new StereoRecorder(Path.Combine(_folder, $"{call}.wav")))).ToArray();
        for (var tick = 0; tick < 90; tick++)
        {
            foreach (var (call, recorder) in recorders) recorder.Write(Frame((short)call), Frame((short)call));
        }

        foreach (var (_, recorder) in recorders) await recorder.CompleteAsync();

        foreach (var (call, _) in recorders)
        {
            var samples = WaveFile.Read(Path.Combine(_folder, $"{call}.wav")).Samples;
            samples.Length.ShouldBe(90 * 320);
            samples.ShouldAllBe(sample => sample == call);
        }
    }

    [Fact]
    public async Task A_file_whose_process_died_plays_up_to_the_last_write()
    {
        var path = Path.Combine(_folder, "died.wav");
        var recorder = new StereoRecorder(path);
        recorder.Write(Frame(5), Frame(6));

        recorder.Flush();
        var copy = WaveFile.Parse(await ReadWhileOpen(path));
        copy.Channel(0).ShouldBe(Frame(5));
        copy.Channel(1).ShouldBe(Frame(6));

        await recorder.CompleteAsync();
    }

    [Fact]
    public async Task A_disk_that_stands_still_costs_sound_but_not_time()
    {
        var path = Path.Combine(_folder, "stalled.wav");
        var recorder = new StereoRecorder(path);
        const int tooMany = 1000;
        using (recorder.HoldDisk())
        {
            for (var tick = 0; tick < tooMany; tick++) recorder.Write(Frame(1), Frame(1));
            recorder.Flush();
            for (var tick = 0; tick < 10; tick++)
            {
                recorder.Write(Frame(2), Frame(2));
                recorder.Flush();
            }

            for (var round = 0; round < 20; round++)
            {
                recorder.Write(Frame(3), Frame(3));
                recorder.Flush();
            }
        }

        await recorder.CompleteAsync();

        var agent = WaveFile.Read(path).Channel(0);
        agent.Length.ShouldBe((tooMany + 30) * PhoneAudio.FrameSamples);
        agent[^1].ShouldBe((short)3);
        agent.ShouldContain((short)0);
    }

    [Fact]
    public async Task Ticks_that_never_came_are_silence()
    {
        var path = Path.Combine(_folder, "skipped.wav");
        var recorder = new StereoRecorder(path);
        recorder.Write(Frame(1), Frame(1));
        recorder.Skip(25);
        recorder.Write(Frame(2), Frame(2));
        // For longer than the ring holds: what is said afterwards is all there.
        recorder.Skip(500);
        for (short tick = 3; tick <= 60; tick++) recorder.Write(Frame(tick), Frame(tick));
        await recorder.CompleteAsync();

        short[] expected =
        [
            .. Frame(1), .. new short[25 * PhoneAudio.FrameSamples], .. Frame(2), .. new short[500 * PhoneAudio.FrameSamples], .. Enumerable.Range(3, 58).SelectMany(tick => Frame((short)tick)),
        ];
        WaveFile.Read(path).Channel(0).ShouldBe(expected);
    }

    [Fact]
    public async Task A_recording_that_cannot_be_written_says_so_at_its_end()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Only Linux has a device that is always full.");
        var recorder = new StereoRecorder("/dev/full");
        recorder.Write(Frame(1), Frame(1));

        var failure = await Should.ThrowAsync<IOException>(async () => await recorder.CompleteAsync());

        failure.Message.ShouldContain("broke off");
    }

    [Fact]
    public async Task Writing_a_frame_allocates_nothing()
    {
        var recorder = new StereoRecorder(Path.Combine(_folder, "quick.wav"));
        short[] agent = Frame(1), person = Frame(2);

        Allocations.Of(WriteSome).ShouldBe(0);

        await recorder.CompleteAsync();

        void WriteSome()
        {
            for (var i = 0; i < 60; i++) recorder.Write(agent, person);
        }
    }

    private static short[] Frame(short value) => [.. Enumerable.Repeat(value, PhoneAudio.FrameSamples)];

    private static async Task<byte[]> ReadWhileOpen(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        await file.CopyToAsync(copy);
        return copy.ToArray();
    }
}
