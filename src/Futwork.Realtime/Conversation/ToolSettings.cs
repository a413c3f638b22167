using System.Text.Json;

namespace Futwork.Realtime.Conversation;

/// <summary>Something the model may do besides talking. <c>end_call</c> is always there; listed, it can be described or switched off.</summary>
public sealed record ToolSettings
{
    /// <summary><c>http</c>, <c>end_call</c>, <c>transfer_call</c>, <c>send_dtmf</c>, <c>schedule_callback</c> or <c>opt_out</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The name by which the model calls it; null takes the type. Letters, digits, underscores and hyphens.</summary>
    public string? Name { get; init; }

    /// <summary>What it does and when to call it; the model decides by it. Null takes the type's own; <c>http</c> has none.</summary>
    public string? Description { get; init; }

    /// <summary>False takes it away.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>For <c>http</c>: the JSON schema of its arguments, of type <c>object</c>. Null takes no arguments.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>For <c>http</c>: what is sent.</summary>
    public HttpToolSettings? Http { get; init; }

    /// <summary>For <c>transfer_call</c>: whom the model may hand the person over to. It chooses a name; the number stays unknown to it.</summary>
    public IReadOnlyList<TransferTarget> Targets { get; init; } = [];

    /// <summary>For <c>send_dtmf</c>: the keys it may press.</summary>
    public string Keys { get; init; } = "0123456789*#";

    /// <summary>How long it may take, in milliseconds, before the model is told that it failed.</summary>
    public int TimeoutMilliseconds { get; init; } = 10_000;

    /// <summary>What to say while it runs, if it takes long; may use variables. Null takes the language's own filler.</summary>
    public string? Meanwhile { get; init; }

    /// <summary>The person's speaking over it cancels it. False lets it finish, and the model learns of its result in the next turn.</summary>
    public bool Cancellable { get; init; } = true;
}

/// <summary>A request to a server. Variables of the agent and arguments of the model stand as <c>{{name}}</c>.</summary>
public sealed record HttpToolSettings
{
    /// <summary><c>GET</c>, <c>POST</c>, <c>PUT</c>, <c>PATCH</c> or <c>DELETE</c>.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>The address; scheme and host are written out. What stands for a name is encoded for a URL.</summary>
    public string Url { get; init; } = "";

    /// <summary>Headers beside <c>Content-Type</c>.</summary>
    public IReadOnlyList<HttpToolHeader> Headers { get; init; } = [];

    /// <summary>
    /// Any JSON, sent as such. A text that is nothing but <c>{{name}}</c> becomes the argument's own value, a number or an object as
    /// well; left out when the model gave none. Null sends the arguments as they are (nothing for <c>GET</c> and <c>DELETE</c>).
    /// </summary>
    public JsonElement? Body { get; init; }
}

/// <summary>A header: a value, or a secret.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; may use names.</param>
/// <param name="Secret">Its value, sent as it stands. Stored encrypted, shown masked.</param>
public sealed record HttpToolHeader(string Name, string? Value = null, string? Secret = null);

/// <summary>Somebody to hand a person over to.</summary>
/// <param name="Name">What the model calls them.</param>
/// <param name="Number">Their number: a plus and the country's code, or an extension of the trunk.</param>
/// <param name="Description">When they are the right one; the model decides by it.</param>
public sealed record TransferTarget(string Name, string Number, string? Description = null);
