using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>Something a model may call. One instance serves one call of the phone.</summary>
internal abstract class Tool(ToolSettings settings, string description, JsonElement parameters)
{
    public string Name => settings.Name ?? settings.Type;

    /// <summary>What the model is told of it.</summary>
    public AIFunctionDeclaration Declaration { get; } = AIFunctionFactory.CreateDeclaration(settings.Name ?? settings.Type, settings.Description ?? description, parameters);

    /// <summary>What its arguments must be before it runs.</summary>
    public virtual JsonElement Checked => parameters;

    public TimeSpan Timeout => TimeSpan.FromMilliseconds(settings.TimeoutMilliseconds);

    /// <summary>What to say while it runs; null is the language's own filler.</summary>
    public string? Meanwhile => settings.Meanwhile;

    public bool Cancellable => settings.Cancellable;

    protected ToolSettings Settings => settings;

    /// <summary>It ends the model's turn: it runs after the others that were called with it, and only if they all succeeded.</summary>
    public virtual bool IsLast => false;

    /// <summary>The person waits for what it finds out: what was said before it is no answer yet.</summary>
    public virtual bool IsAwaited => false;

    /// <summary>Runs it with arguments that fit <see cref="Checked"/>. May throw whatever it likes.</summary>
    public abstract Task<ToolOutcome> RunAsync(JsonElement arguments, CancellationToken cancellationToken);
}
