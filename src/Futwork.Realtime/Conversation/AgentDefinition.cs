using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Conversation.Tools;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation;

/// <summary>
/// What an agent is: its voice and ears, its mind (a prompt or a flow), its manners and its words for an outcome.
/// The JSON of the agents API and of an agent version is exactly this record.
/// </summary>
public sealed record AgentDefinition
{
    /// <summary>BCP 47 tag of the language it speaks and hears.</summary>
    public string Language { get; init; } = "en-IN";

    /// <summary>The mouth.</summary>
    public VoiceSettings Voice { get; init; } = new();

    /// <summary>The ears.</summary>
    public ListeningSettings Listening { get; init; } = new();

    /// <summary>The variables that its texts may use. A text that uses another one is refused when the agent is saved.</summary>
    public IReadOnlyList<AgentVariable> Variables { get; init; } = [];

    /// <summary>A mind that follows a prompt with a language model. Beside a <see cref="Flow"/> it is the model of the flow's steps that talk.</summary>
    public PromptSettings? Prompt { get; init; }

    /// <summary>A mind that follows written steps; it needs a model only for steps that talk.</summary>
    public Flow? Flow { get; init; }

    /// <summary>What its model may do besides talking.</summary>
    public IReadOnlyList<ToolSettings> Tools { get; init; } = [];

    /// <summary>When to speak, when to listen, when to give up.</summary>
    public TurnSettings Turns { get; init; } = new();

    /// <summary>What is heard besides voices.</summary>
    public SoundSettings Sounds { get; init; } = new();

    /// <summary>The labels a call may end with. A flow names its own at its ends; a model picks one of these after the call.</summary>
    public IReadOnlyList<Disposition> Dispositions { get; init; } = [];

    /// <summary>What a model reads out of the transcript after the call.</summary>
    public IReadOnlyList<ExtractionField> Extraction { get; init; } = [];

    /// <summary>What every text of it may use: the variables that it declares, and those of the system.</summary>
    public HashSet<string> KnownVariables() => [.. Variables.Select(variable => variable.Name), .. SystemVariables.All];

    /// <summary>
    /// All labels that a call of it can come to, as they will be written: those that a model picks from, those at the ends of its flow, and the one for what cannot be told.
    /// Two may differ in case alone.
    /// </summary>
    public HashSet<string> Labels() =>
        [.. Dispositions.Select(disposition => disposition.Name), .. Flow is { } flow ? FlowParts.Of(flow).Labels : [], FlowEngine.CannotTell];

    /// <summary>The same agent for somebody who cannot be called back: it does not promise it (the tool <c>schedule_callback</c>, and the <c>callback</c> of a flow's step).</summary>
    public AgentDefinition WithoutCallbacks() => this with
    {
        Tools = [.. Tools.Select(tool => tool.Type == ToolTypes.ScheduleCallback ? tool with { Enabled = false } : tool)],
        Flow = Flow?.WithoutCallbacks(),
    };

    /// <summary>Whoever asks it is not called again (the tool <c>opt_out</c>, or a flow's step with <c>optOut</c>).</summary>
    public bool TakesOptOuts() => Tools.Any(tool => tool is { Type: ToolTypes.OptOut, Enabled: true }) || (Flow is { } flow && FlowParts.Of(flow).TakesOptOuts);
}

/// <summary>The mouth.</summary>
public sealed record VoiceSettings
{
    /// <summary>A registered text-to-speech engine.</summary>
    public string Engine { get; init; } = "local";

    /// <summary>The engine's name of the voice; null is its default for the language.</summary>
    public string? Name { get; init; }

    /// <summary>The vendor's model, where it has several; null is the engine's default.</summary>
    public string? Model { get; init; }

    /// <summary>The key for the vendor. Stored encrypted, shown masked.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Another address of the vendor than its usual one, such as <c>https://api.eu.example.com</c>.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>The mouths that take over, in this order, when this one fails.</summary>
    public IReadOnlyList<VoiceSettings> Fallbacks { get; init; } = [];

    /// <summary>All mouths, in the order in which they are tried.</summary>
    public IReadOnlyList<VoiceSettings> All() => [this, .. Fallbacks];

    /// <summary>What an engine is opened with.</summary>
    /// <param name="language">The agent's language.</param>
    public VoiceOptions Options(string language) => new(language, Name) { Model = Model, Access = new VendorAccess(ApiKey, BaseUrl is null ? null : new Uri(BaseUrl)) };
}

/// <summary>The ears.</summary>
public sealed record ListeningSettings
{
    /// <summary>A registered speech-to-text engine.</summary>
    public string Engine { get; init; } = "local";

    /// <summary>The vendor's model, where it has several; null is the engine's default.</summary>
    public string? Model { get; init; }

    /// <summary>The key for the vendor. Stored encrypted, shown masked.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Another address of the vendor than its usual one, such as <c>https://api.eu.example.com</c>.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Phrases and names worth listening for during the whole call.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>
    /// What is masked in what the person says, before the agent, the model or the transcript see it: <c>payment-card</c>,
    /// <c>aadhaar</c>, <c>pan</c>, <c>email</c>, <c>phone</c>. The recording still holds it.
    /// </summary>
    public IReadOnlyList<string> Redact { get; init; } = [];

    /// <summary>The ears that take over, in this order, when these fail.</summary>
    public IReadOnlyList<ListeningSettings> Fallbacks { get; init; } = [];

    /// <summary>All ears, in the order in which they are tried.</summary>
    public IReadOnlyList<ListeningSettings> All() => [this, .. Fallbacks];

    /// <summary>What an engine is opened with.</summary>
    /// <param name="language">The agent's language.</param>
    public RecognitionOptions Options(string language) =>
        new(language, new Expectation { Words = Words }, Model) { Access = new VendorAccess(ApiKey, BaseUrl is null ? null : new Uri(BaseUrl)) };
}

/// <summary>A variable of the agent's texts: <c>{{name}}</c>.</summary>
/// <param name="Name">Letters, digits and underscores; also the key in the lead's <c>recipientData</c>.</param>
/// <param name="Default">Spoken when the lead has no value; null makes the variable required.</param>
/// <param name="Description">What it means, for people.</param>
public sealed record AgentVariable(string Name, string? Default = null, string? Description = null);

/// <summary>A label a call may end with.</summary>
/// <param name="Name">The label, as it stands in the webhook.</param>
/// <param name="Description">When it fits; a model decides by it.</param>
public sealed record Disposition(string Name, string? Description = null);

/// <summary>Something to read out of the transcript.</summary>
/// <param name="Name">The key in <c>extractedData</c>.</param>
/// <param name="Type"><c>string</c>, <c>number</c>, <c>boolean</c> or <c>date</c>.</param>
/// <param name="Description">What to look for.</param>
/// <param name="Values">The only values allowed, if any.</param>
public sealed record ExtractionField(string Name, string Type = "string", string? Description = null, IReadOnlyList<string>? Values = null);
