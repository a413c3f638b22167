using Futwork.Providers;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Engines;
using Futwork.Realtime.Metering;
using Futwork.Realtime.Speech;
using Futwork.Simulator.Anthropic;
using Futwork.Simulator.Deepgram;
using Futwork.Simulator.ElevenLabs;
using Futwork.Simulator.OpenAi;
using Futwork.Tests.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Support;

/// <summary>
/// A whole conversation through the engines of the product, over real sockets to servers that speak the vendors' protocols. The
/// call's own time is virtual and runs two and a half times as fast as ours: what a busy machine is late by is lateness of a vendor. Its person answers every turn of the agent with the same words.
/// </summary>
internal sealed class VendorCall : IAsyncDisposable
{
    private const string Answer = "yes please";
    private const int PersonThinksMilliseconds = 300;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(8);

    private readonly VirtualCall _call;
    private readonly List<(int Start, int End)> _answers = [];
    private readonly Dictionary<int, (int After, Action Do)> _strikes = [];
    private short[] _answer = [];
    private bool _cutShort;

    private VendorCall() => _call = new VirtualCall { OnEvent = Happened, GivesWayByDegrees = true };

    public required FakeDeepgramServer Deepgram { get; init; }

    public required FakeDeepgramServer OtherDeepgram { get; init; }

    public required FakeElevenLabsServer ElevenLabs { get; init; }

    public required FakeOpenAiServer OpenAi { get; init; }

    public required FakeAnthropicServer Anthropic { get; init; }

    public static async Task<VendorCall> StartAsync()
    {
        var call = new VendorCall
        {
            Deepgram = await FakeDeepgramServer.StartAsync(),
            OtherDeepgram = await FakeDeepgramServer.StartAsync(),
            ElevenLabs = await FakeElevenLabsServer.StartAsync(),
            OpenAi = await FakeOpenAiServer.StartAsync(),
            Anthropic = await FakeAnthropicServer.StartAsync(),
        };
        call.Deepgram.Expectation = call.OtherDeepgram.Expectation = new Expectation { Phrases = [Answer] };
        for (int i = 0; i < 10; i++)
        {
            call.Deepgram.Script(Answer);
            call.OtherDeepgram.Script(Answer);
        }

        call._answer = [.. await CallerVoice.PlainAsync(Answer)];
        return call;
    }

    public ListeningSettings Ears => new() { Engine = "deepgram", ApiKey = "key", BaseUrl = Deepgram.BaseUrl.AbsoluteUri };

    public ListeningSettings OtherEars => new() { Engine = "deepgram-flux", ApiKey = "key", BaseUrl = OtherDeepgram.BaseUrl.AbsoluteUri };

    public VoiceSettings Mouth => new() { Engine = "elevenlabs", Name = ElevenLabs.Voices[0], ApiKey = "key", BaseUrl = ElevenLabs.BaseUrl.AbsoluteUri };

    public PromptSettings Prompt => new()
    {
        Instructions = "Offer a visit.",
        BaseUrl = OpenAi.BaseUrl.AbsoluteUri,
        ApiKey = "key",
        Model = "first",
    };

    public ModelSettings OtherModel => new() { Provider = ModelSettings.Anthropic, BaseUrl = Anthropic.BaseUrl.AbsoluteUri, ApiKey = "key", Model = "second" };

    /// <summary>The longest that nobody was heard between the first and the last sound, in milliseconds.</summary>
    public int LongestPause
    {
        get
        {
            (int Start, int End)[] sounds = [.. _call.AgentSound.Concat(_answers).OrderBy(s => s.Start)];
            int heard = sounds[0].End, longest = 0;
            foreach ((int start, int end) in sounds)
                (longest, heard) = (Math.Max(longest, start - heard), Math.Max(heard, end));
            return longest;
        }
    }

    /// <summary>What happened, for messages.</summary>
    public string Story => string.Join('\n', _call.Events.Select(e => $"{e.At,6} {e.Kind} {e.Text}"));

    /// <summary>Something happens so many milliseconds after the person began their answer to a turn of the agent, counted from 1.</summary>
    public void DuringAnswer(int turn, int after, Action strike) => _strikes[turn] = (after, strike);

    public async Task<ConversationResult> PlayAsync(AgentDefinition agent)
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<TimeProvider>(_call.Time)
            .AddSingleton<ILogger<CallEngines>>(NullLogger<CallEngines>.Instance)
            .AddSingleton(new EnginePrices([new EnginePrice("elevenlabs", null) { PerThousandCharacters = 1 }]))
            .AddProviders()
            .BuildServiceProvider();
        EngineSet engines = services.GetRequiredService<CallEngines>().Open(agent);
        (_call.OtherEars, _call.OtherVoice, _call.Model, _call.Usage) = (engines.SpeechToText, engines.TextToSpeech, engines.Model, engines.Usage);
        using var tick = new PeriodicTimer(Frame);
        return await _call.PlayAsync(agent, tick);
    }

    public async ValueTask DisposeAsync()
    {
        _call.Dispose();
        foreach (IAsyncDisposable server in new IAsyncDisposable[] { Deepgram, OtherDeepgram, ElevenLabs, OpenAi, Anthropic })
            await server.DisposeAsync();
    }

    private void Happened(ConversationEvent e)
    {
        // Of what was cut before a word of it was heard nothing is told: what follows is a turn like any other.
        _cutShort = e.Kind is ConversationEventKind.Interrupted || (_cutShort && e.Kind is not ConversationEventKind.AgentSpeaks);
        if (e.Kind is not ConversationEventKind.AgentSaid)
            return;
        bool isAnswered = _cutShort;
        _cutShort = false;
        if (isAnswered)
            return;
        int start = _call.Now + PersonThinksMilliseconds;
        _call.Sounds(start, _answer);
        _answers.Add((start, start + (int)PhoneAudio.Duration(_answer.Length).TotalMilliseconds));
        if (_strikes.Remove(_answers.Count, out (int After, Action Do) strike))
            _call.At(start + strike.After, strike.Do);
    }
}
