using Futwork.Benchmarks.Phone;
using Futwork.Benchmarks.Voice.Callers;
using Futwork.Benchmarks.Voice.Engines;
using Futwork.Benchmarks.Voice.Scoring;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Benchmarks.Voice;

/// <summary>
/// One call in virtual time: a scripted caller at one end of a phone channel, the whole conversation at the other, with Silero,
/// turn-taking and playout ledger as they are, and engines of fixed delays.
/// </summary>
internal sealed class SimulatedCall : IDisposable
{
    private const int LimitMilliseconds = 10 * 60_000;
    private static readonly TimeSpan EarsDelay = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan ModelDelay = TimeSpan.FromMilliseconds(350);
    private static readonly TimeSpan VoiceDelay = TimeSpan.FromMilliseconds(200);

    private readonly FakeTime _time = new();
    private readonly SingleThread _thread = new();
    private readonly VoiceActivityPump _pump = new(threads: 0);
    private readonly ScriptedLeg _leg = new();
    private readonly CallScript _script;
    private readonly PhoneChannel _channel;
    private readonly KnowingEars _ears;
    private readonly DelayedVoice _voice;
    private readonly PreparedModel _model;
    private readonly ScriptedCaller _caller;
    private readonly LineLog _line;

    private SimulatedCall(CallScript script, ChannelSettings channel, SpokenSounds sounds, IReadOnlyList<(Move Move, CallerSound Sound)> moves, bool keepSound)
    {
        _script = script;
        _channel = new PhoneChannel(channel, script.Seed);
        _ears = new KnowingEars(_time, EarsDelay);
        _voice = new DelayedVoice(sounds, "slt", _time, VoiceDelay);
        _caller = new ScriptedCaller(moves, (sound, at) => _ears.Begins([.. sound.Words.Select(w => w.After((int)at + BandFilter.Delay))]));
        _model = new PreparedModel(() => _caller.Reply, _time, ModelDelay);
        _line = new LineLog(keepSound);
    }

    /// <summary>Plays a call to its end.</summary>
    public static async Task<SimulatedCallResult> PlayAsync(CallScript script, ChannelSettings channel, SpokenSounds sounds, Func<AgentDefinition, AgentDefinition> agent, bool keepSound = false)
    {
        var moves = new List<(Move Move, CallerSound Sound)>();
        foreach (Move move in script.Moves)
            moves.Add((move, await SoundOf(move, script, sounds)));
        using var call = new SimulatedCall(script, channel, sounds, moves, keepSound);
        return await call.PlayAsync(agent(Agent(script)));
    }

    public void Dispose()
    {
        _pump.Dispose();
        _model.Dispose();
    }

    private static async Task<CallerSound> SoundOf(Move move, CallScript script, SpokenSounds sounds)
    {
        bool elsewhere = move.Kind is CallerSoundKind.NonDirected;
        CallerSound sound = await LineReader.ReadAsync(sounds, elsewhere ? script.RoomVoice : script.Voice, move.Line);
        return elsewhere ? RoomSounds.FarAway(sound) : RoomSounds.SometimesMuffled(sound, new Random(script.Seed ^ sound.Pcm.Length));
    }

    private static AgentDefinition Agent(CallScript script) => new()
    {
        Language = script.Language,
        Voice = new VoiceSettings { Engine = "delayed", Name = "slt" },
        Listening = new ListeningSettings { Engine = "knowing" },
        Prompt = new PromptSettings { Instructions = "You talk about a policy renewal.", Greeting = script.Greeting, Model = "prepared", BaseUrl = "http://localhost/v1" },
    };

    private async Task<SimulatedCallResult> PlayAsync(AgentDefinition agent)
    {
        await using var talk = new Conversation(
            new ConversationSetup
            {
                CallId = Guid.Empty,
                Agent = agent,
                Variables = new Dictionary<string, string>(),
                SpeechToText = _ears,
                TextToSpeech = _voice,
                Model = _model,
                Time = _time,
            },
            _pump);
        Task? preparing = null;
        _thread.Run(() => preparing = talk.PrepareAsync(CancellationToken.None));
        while (!preparing!.IsCompleted)
            await MillisecondAsync();
        await preparing;
        Task<ConversationResult>? running = null;
        _thread.Run(() => running = talk.RunAsync(_leg, CancellationToken.None));
        _ears.CallBegins();
        for (int now = 0; !running!.IsCompleted; now++)
        {
            if (now > LimitMilliseconds)
                throw new InvalidOperationException($"The call {_script.Name} is not over after ten minutes; {_caller.Progress}.");
            if (now % PhoneAudio.FrameMilliseconds == 0 && !_leg.Ended.IsCompleted)
                _thread.Run(Frame);
            await MillisecondAsync();
        }

        return new SimulatedCallResult(new RecordedCall(_script.Name, _caller.Events, _line.Agent, _line.Seconds), await running, _line.Sound, _model.Requests);
    }

    private async Task MillisecondAsync()
    {
        await _voice.CatchUpAsync();
        _thread.Run(() => _time.Advance(1));
    }

    private void Frame()
    {
        Span<short> said = stackalloc short[PhoneAudio.FrameSamples];
        Span<short> heard = stackalloc short[PhoneAudio.FrameSamples];
        Span<short> say = stackalloc short[PhoneAudio.FrameSamples];
        _caller.OnFrame(_line.LastFrame, said);
        _channel.Carry(said, heard);
        _leg.Audio!.OnFrame(heard, say);
        _pump.PumpNow();
        _line.Add(say, heard);
        if (_caller.IsDone)
            _leg.End(LegEndedBy.Remote);
    }
}
