using Futwork.Benchmarks.Voice.Callers;
using Futwork.Benchmarks.Voice.Engines;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;

namespace Futwork.Tests.Benchmarks.Voice;

public sealed class KnowingRecognitionTests : IAsyncDisposable
{
    private readonly FakeTime _time = new();
    private readonly KnowingRecognition _ears;

    public KnowingRecognitionTests()
    {
        _ears = new KnowingRecognition(_time, TimeSpan.FromMilliseconds(300));
        _ears.CallBegins();
        _ears.Begins([new SoundWord("yes", 0, 4000), new SoundWord("please", 4000, 8000)]);
    }

    public ValueTask DisposeAsync() => _ears.DisposeAsync();

    [Fact]
    public void Each_word_comes_so_long_after_it_was_said_and_the_final_after_the_last()
    {
        _ears.SpeechStarted(0);
        Pass(699);
        Read().ShouldBeEmpty();
        Pass(1);
        Read().ShouldBe([("yes", false, false)]);
        Pass(570);
        Read().ShouldBe([("yes please", false, false)]);
        _ears.SpeechEnded();
        Read().ShouldBeEmpty();
        Pass(30);
        Read().ShouldBe([("yes please", true, true)]);
        Pass(1000);
        Read().ShouldBeEmpty();
    }

    [Fact]
    public void Speech_that_voice_activity_missed_is_understood_all_the_same()
    {
        Pass(1300);

        Read().ShouldBe([("yes", false, false), ("yes please", true, false)]);
    }

    [Fact]
    public void Every_end_of_speech_has_an_answer_even_without_words()
    {
        _ears.SpeechStarted(0);
        Pass(1270);
        _ears.SpeechEnded();
        Pass(100);
        Read();
        _ears.SpeechStarted(0);
        _ears.SpeechEnded();
        Pass(100);

        Read().ShouldBe([("", true, true)]);
    }

    private void Pass(int milliseconds)
    {
        _ears.Write(new short[8 * milliseconds]);
        _time.Advance(milliseconds);
    }

    private List<(string Text, bool IsFinal, bool EndsSpeech)> Read()
    {
        var read = new List<(string Text, bool IsFinal, bool EndsSpeech)>();
        while (_ears.Results.TryRead(out RecognitionResult? result))
            read.Add((result.Text, result.IsFinal, result.EndsSpeech));
        return read;
    }
}
