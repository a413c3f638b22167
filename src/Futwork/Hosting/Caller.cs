using System.Reflection;

namespace Futwork.Hosting;

/// <summary>Who sends the request: the workspace that the API key belongs to. Every query is bound to it.</summary>
internal sealed record Caller(string WorkspaceId, string ApiKeyId)
{
    /// <summary>Fills an endpoint's parameter with what authentication found.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult(context.Features.Get<Caller>());
}
