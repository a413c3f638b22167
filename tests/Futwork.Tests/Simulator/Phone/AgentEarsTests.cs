using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;
using Futwork.Simulator.Phone;
using Futwork.Tests.Support;

namespace Futwork.Tests.Simulator.Phone;

public sealed class AgentEarsTests
{
    private const int ChunkMs = 32;
    private readonly FakeTime _time = new();
    private readonly ScriptedEars _engine;
    private AgentEars _ears = null!;

    public AgentEarsTests() => _engine = new ScriptedEars(_time);

    [Fact]
    public async Task The_words_of_all_pieces_of_a_turn_are_taken_together()
    {
        await OpenAsync("hello", "am i speaking with asha");

        Speak();
        Quiet(10).ShouldBe(0);
        Speak();
        Quiet(30).ShouldBe(1);

        _ears.TryTakeWords(out var words).ShouldBeTrue();
        words.ShouldBe("hello am i speaking with asha");
    }

    [Fact]
    public async Task It_waits_for_a_slow_recogniser_but_not_for_ever()
    {
        _engine.DelayMilliseconds = 60_000;
        await OpenAsync("too late");

        Speak();
        Quiet(30);

        _ears.TryTakeWords(out _).ShouldBeFalse();
        Quiet(45);
        _ears.TryTakeWords(out var words).ShouldBeTrue();
        words.ShouldBe("");
    }

    [Fact]
    public async Task Words_that_come_too_late_do_not_count_for_the_next_turn()
    {
        _engine.DelayMilliseconds = 4000;
        await OpenAsync("which day", "how many");
        Speak();
        Quiet(75);
        _ears.TryTakeWords(out _).ShouldBeTrue();

        _engine.DelayMilliseconds = 100;
        Quiet(60);
        Speak();
        Quiet(30).ShouldBe(1);

        _ears.TryTakeWords(out var words).ShouldBeTrue();
        words.ShouldBe("how many");
    }

    [Fact]
    public async Task A_forgotten_turn_leaves_no_words()
    {
        await OpenAsync("i am calling about", "which day");
        Speak();
        Quiet(30).ShouldBe(1);
        _ears.Forget();

        Speak();
        Quiet(30).ShouldBe(1);

        _ears.TryTakeWords(out var words).ShouldBeTrue();
        words.ShouldBe("which day");
    }

    [Fact]
    public void Without_a_recogniser_a_turn_has_no_words_at_once()
    {
        _ears = new AgentEars(turnEndMs: 700, recognition: null);

        Speak();
        Quiet(30).ShouldBe(1);

        _ears.TryTakeWords(out var words).ShouldBeTrue();
        words.ShouldBe("");
    }

    private async Task OpenAsync(params string[] understood)
    {
        foreach (var text in understood)
            _engine.Script.Enqueue(new RecognitionResult(text, IsFinal: true));
        var recognition = await _engine.OpenAsync(new RecognitionOptions("en-IN", new Expectation()), TestContext.Current.CancellationToken);
        _ears = new AgentEars(turnEndMs: 700, recognition);
    }

    private void Speak()
    {
        Hear(VoiceChange.Started);
        Quiet(20);
        Hear(VoiceChange.Ended);
    }

    /// <summary>So many chunks without a change; returns how many turns ended.</summary>
    private int Quiet(int chunks) => Enumerable.Range(0, chunks).Count(_ => Hear(VoiceChange.None));

    private bool Hear(VoiceChange change)
    {
        _time.Advance(ChunkMs);
        return _ears.Hear(new short[VoiceGate.ChunkSamples], change);
    }
}
