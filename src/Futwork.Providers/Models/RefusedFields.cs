using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using Futwork.Realtime.Engines;

namespace Futwork.Providers.Models;

/// <summary>
/// The fields of a request that a model was found to refuse and that it can be asked without, or by another name. Reasoning models take no temperature and no forced tool, some servers do not
/// count tokens of a stream, or hold an answer to no schema, and OpenAI's newer models, whoever hosts them, have another name for the limit: each says so with a 400 that names the field.
/// </summary>
internal sealed class RefusedFields
{
    /// <summary>Each, with the name that a refusal says to use instead.</summary>
    private static readonly (string Name, string? Instead)[] Dispensable =
        [("temperature", null), ("tool_choice", null), ("stream_options", null), ("response_format", null), ("max_tokens", "max_completion_tokens")];

    private ImmutableHashSet<(string Name, string? Instead)> _refused = [];

    /// <summary>Takes out of a request what is refused.</summary>
    public void Leave(JsonObject body)
    {
        foreach ((string name, string? instead) in _refused)
        {
            JsonNode? value = body[name];
            if (body.Remove(name) && instead is not null)
                body.TryAdd(instead, value);
        }
    }

    /// <summary>True when the refusal names a field of this request that can be left out: asked again, it may be answered.</summary>
    public bool Learn(JsonObject body, ModelException refusal)
    {
        if (refusal.Status is not (HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity))
            return false;
        foreach ((string Name, string? Instead) field in Dispensable)
        {
            if (!body.ContainsKey(field.Name) || !refusal.Message.Contains(field.Instead ?? field.Name, StringComparison.Ordinal))
                continue;
            ImmutableInterlocked.Update(ref _refused, (refused, one) => refused.Add(one), field);
            return true;
        }

        return false;
    }
}
