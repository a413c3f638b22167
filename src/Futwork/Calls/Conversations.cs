using Futwork.Agents;
using Futwork.Data;
using Futwork.Outcomes;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Speaking;
using Futwork.Realtime.Engines;
using Futwork.Realtime.Metering;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>Makes the conversation of a call out of its agent's version, the engines that the agent names, and the lead's data.</summary>
internal sealed class Conversations(
    Database database,
    AgentVersions agents,
    CallEngines engines,
    IEnumerable<ICarrier> carriers,
    VoiceActivityPump voiceActivity,
    SpeechCache speechCache,
    CallFiles files,
    SecondChannel secondChannel,
    CampaignRests rests,
    EnginePrices prices,
    CallsOptions options,
    TimeProvider time,
    ILogger<Conversation> logger) : IDisposable
{
    // Not a client: that would gather a whole answer before anybody could say that it is too long.
    private readonly HttpMessageInvoker _tools =
        new(EndpointConnections.Handler(options.RefusePrivateToolAddresses, $"Calls:{nameof(CallsOptions.RefusePrivateToolAddresses)}"));

    /// <exception cref="InvalidOperationException">The version does not exist.</exception>
    /// <exception cref="Hosting.LostSecretException">Its keys do not open.</exception>
    public async Task<AgentDefinition> ReadAgentAsync(CallOrder order, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => agents.OpenAsync(session, order.WorkspaceId, order.AgentId, order.AgentVersion), cancellationToken)
        ?? throw new InvalidOperationException($"Agent {order.AgentId} has no version {order.AgentVersion}.");

    /// <exception cref="InvalidOperationException">The agent names an engine that this server does not have.</exception>
    public Conversation Create(CallOrder order, AgentDefinition agent, CallJournal journal)
    {
        var carrier = carriers.First(carrier => carrier.Name == order.Carrier);
        EngineSet set = engines.Open(agent);
        return new(
            new ConversationSetup
            {
                CallId = order.CallId,
                Agent = agent,
                Variables = order.Variables,
                Clocks = order.Clocks,
                Callbacks = order.Callbacks,
                SpeechToText = set.SpeechToText,
                TextToSpeech = set.TextToSpeech,
                Model = set.Model,
                Usage = set.Usage,
                Http = _tools,
                Answering = order.Answering,
                RecordingPath = order.Record ? files.Prepare(CallFiles.Recording(order.CallId)) : null,
                TranscriptPath = files.Prepare(CallFiles.Transcript(order.CallId)),
                SpeechCache = speechCache,
                Transfer = new TransferLine(carrier.TransferWay(order.TrunkSettings), number => carrier.Dial(Request(order, number)))
                {
                    TakeChannelAsync = () => secondChannel.TakeAsync(order),
                },
                OnEvent = journal.OnConversation,
                OnLine = journal.OnLine,
                OnOptOut = journal.OptedOut,
                Time = time,
            },
            voiceActivity,
            logger);
    }

    /// <summary>What a conversation came to, with how the line sounded and what its minutes cost.</summary>
    public ConversationResult WithLine(CallOrder order, ConversationResult result, LineQuality? quality)
    {
        var line = new EngineUsage(EngineUsage.Line, order.Provider, null) { Requests = 1, AudioSeconds = result.Duration.TotalSeconds };
        return result with
        {
            Metrics = result.Metrics with { Line = quality },
            Usage = prices.Cost(line) is { } cost ? [.. result.Usage, line with { Cost = cost }] : result.Usage,
        };
    }

    /// <summary>Connects the engines. <c>false</c>: it was called off, or the agent cannot speak or listen, which then is the cause to hang up.</summary>
    public async Task<bool> PrepareAsync(CallOrder order, Conversation conversation, HangUp hangUp, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        try
        {
            await conversation.PrepareAsync(cancellationToken);
            rests.Worked(order.CampaignId);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception exception) when (exception is SpeechException or ArgumentException)
        {
            CallsLog.CannotSpeak(logger, order.CallId, exception.Message);
            rests.Broke(order.CampaignId, begun);
            hangUp.Ask(HangUpCause.CannotSpeak);
            return false;
        }
    }

    /// <summary>What was said in a call of this node's that broke. It has to end whatever the disk does: what cannot be read is left out.</summary>
    public async Task<IReadOnlyList<SpokenLine>> SaidAsync(Guid callId)
    {
        try
        {
            return await files.ReadTranscriptAsync(callId, CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            CallsLog.Unreadable(logger, callId, exception);
            return [];
        }
    }

    public void Dispose() => _tools.Dispose();

    /// <summary>The call to whoever takes over shows our own number, which the carrier lets us show.</summary>
    private DialRequest Request(CallOrder order, string number) => new()
    {
        CallId = Guid.NewGuid(),
        LeadId = order.LeadId,
        CampaignId = order.CampaignId,
        To = number,
        From = order.IsInbound ? order.To : order.From,
        Settings = order.TrunkSettings,
        AnotherPlaceAsync = (_, cancellationToken) => secondChannel.AnotherPlaceAsync(order, cancellationToken),
    };
}
