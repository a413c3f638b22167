using System.Net;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;
using Futwork.Simulator.Personas;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Simulator.Phone;

/// <summary>What a phone line is made of.</summary>
internal sealed record PhoneLineSetup
{
    /// <summary>Who answers at which number.</summary>
    public required PersonaBook Book { get; init; }

    /// <summary>What mouth and ears are made from; ends with the line, after its last call.</summary>
    public IAsyncDisposable? Engines { get; init; }

    /// <summary>The mouth of all personas.</summary>
    public required ITextToSpeech TextToSpeech { get; init; }

    /// <summary>The ears of all personas; null makes them all listen by voice activity only.</summary>
    public ISpeechToText? SpeechToText { get; init; }

    /// <summary>
    /// How many calls at once are listened to word by word; the others by voice activity only. Default: four a processor, since a
    /// recogniser that comes late is worse than none.
    /// </summary>
    public int WordListeners { get; init; } = 4 * Environment.ProcessorCount;

    /// <summary>What callers are likely to say; personas understand it better than anything else.</summary>
    public IReadOnlyList<string> CallersSay { get; init; } = [];

    /// <summary>The address to listen on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The SIP port, UDP and TCP; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Told of everything that the line sees; must not block.</summary>
    public Action<LineEntry> OnEntry { get; init; } = _ => { };

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the SIP and media engines report.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}

/// <summary>A phone line at the far end of the wire: a SIP user agent behind whose numbers the personas live.</summary>
internal sealed class PhoneLine : IAsyncDisposable
{
    private const string Language = "en-IN";
    private const double AudibleDbfs = -60;
    private readonly PhoneLineSetup _setup;
    private readonly MediaEngine _media;
    private readonly SipUserAgent _sip;
    private readonly SpokenLines _lines;
    private readonly VoiceActivityPump _voiceActivity = new(NewDetector, threads: Math.Max(1, Environment.ProcessorCount / 2));
    private readonly SemaphoreSlim _wordListeners;

    /// <summary>Does not listen yet.</summary>
    public PhoneLine(PhoneLineSetup setup)
    {
        _setup = setup;
        _lines = new SpokenLines(setup.TextToSpeech);
        _wordListeners = new SemaphoreSlim(setup.WordListeners);
        _media = new MediaEngine(new MediaOptions { BindAddress = setup.Address, FirstPort = 40000, LastPort = 59999 }, setup.Time, setup.Loggers);
        _sip = new SipUserAgent(
            new SipOptions { BindAddress = setup.Address, Port = setup.Port, UserAgent = "futwork-simulator" }, _media, setup.Time, setup.Loggers)
        {
            OnIncoming = TakeAsync,
        };
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => _sip.LocalEndPoint;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public ValueTask StartAsync(CancellationToken cancellationToken) => _sip.StartAsync(cancellationToken);

    /// <summary>Hangs up everywhere and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sip.DisposeAsync();
        await _media.DisposeAsync();
        _voiceActivity.Dispose();
        _wordListeners.Dispose();
        if (_setup.Engines is { } engines)
            await engines.DisposeAsync();
    }

    // A thousand callers are silent most of the time, and then the network need not look.
    private static VoiceProbability NewDetector()
    {
        var silero = new SileroVad(PhoneAudio.SampleRate);
        return chunk => AudioLevel.RmsDbfs(chunk) > AudibleDbfs ? silero.Probability(chunk) : 0;
    }

    /// <summary>One call, from the INVITE to the end.</summary>
    private async Task TakeAsync(IncomingCall incoming)
    {
        var persona = _setup.Book.At(incoming.To);
        var call = new LoggedCall(_setup, incoming, persona);
        call.Log(LineEvent.Invite);
        if (persona.RingMs > 0)
        {
            incoming.Ring();
            call.Log(LineEvent.Ring);
        }

        if (!await RingsAsync(incoming, persona))
        {
            call.Log(LineEvent.Cancel);
        }
        else if (persona.Refusal is { } refusal)
        {
            TimeSpan? retryAfter = refusal.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
            incoming.Reject(refusal.Status, refusal.Reason, refusal.Cause, retryAfter);
            call.Log(LineEvent.Refuse, status: refusal.Status);
        }
        else
        {
            await TalkAsync(incoming, persona, call);
        }
    }

    /// <returns>False when the caller gave up.</returns>
    private async Task<bool> RingsAsync(IncomingCall incoming, Persona persona)
    {
        var ring = persona.NeverAnswers ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(persona.RingMs);
        try
        {
            await Task.Delay(ring, _setup.Time, incoming.Canceled);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task TalkAsync(IncomingCall incoming, Persona persona, LoggedCall call)
    {
        var listensToWords = _setup.SpeechToText is not null && persona.Replies.Count > 0 && await _wordListeners.WaitAsync(0);
        try
        {
            await using var recognition = listensToWords ? await OpenEarsAsync(persona) : null;
            await TalkAsync(incoming, persona, call, recognition);
        }
        finally
        {
            if (listensToWords)
                _wordListeners.Release();
        }
    }

    private async Task TalkAsync(IncomingCall incoming, Persona persona, LoggedCall call, IRecognition? recognition)
    {
        var voice = new PersonaVoice();
        var talk = new PersonaTalk(persona, new AgentEars(persona.TurnEndMs, recognition), voice, _lines, (e, text) => call.Log(e, text));
        await using var leg = await incoming.AnswerAsync();
        if (!(await leg.Answer).IsAnswered)
        {
            call.Log(LineEvent.Cancel);
            return;
        }

        call.Log(LineEvent.Answer);
        using var audio = new PersonaCall(talk, voice, _voiceActivity, (e, text) => call.Log(e, text));
        leg.Attach(audio);
        await Task.WhenAny(leg.Ended, audio.HungUp);
        await leg.HangUpAsync();
        call.Log(LineEvent.End, by: (await leg.Ended).By);
        if (audio.HungUp.IsFaulted)
            await audio.HungUp;
    }

    private ValueTask<IRecognition> OpenEarsAsync(Persona persona) => _setup.SpeechToText!.OpenAsync(
        new RecognitionOptions(Language, new Expectation
        {
            Phrases = [.. _setup.CallersSay, .. persona.Replies.SelectMany(r => r.To)],
            Content = ExpectedContent.FreeText,
        }), CancellationToken.None);
}
