using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using Futwork.Realtime.Engines;

namespace Futwork.Providers.Models;

/// <summary>
/// The fields of a request that a model was found to refuse and that it can be asked without. Reasoning models take no
/// temperature and no forced tool, some servers do not count tokens of a stream: each says so with a 400 that names the field.
/// </summary>
internal sealed class RefusedFields
{
    private static readonly string[] Dispensable = ["temperature", "tool_choice", "stream_options"];
    private ImmutableHashSet<string> _names = [];

    /// <summary>Takes out of a request what is refused.</summary>
    public void Leave(JsonObject body)
    {
        foreach (string name in _names)
            body.Remove(name);
    }

    /// <summary>True when the refusal names a field of this request that can be left out: asked again, it may be answered.</summary>
    public bool Learn(JsonObject body, ModelException refusal)
    {
        if (refusal.Status is not (HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity))
            return false;
        string? named = Array.Find(Dispensable, name => body.ContainsKey(name) && refusal.Message.Contains(name, StringComparison.Ordinal));
        if (named is not null)
            ImmutableInterlocked.Update(ref _names, (names, name) => names.Add(name), named);
        return named is not null;
    }
}
