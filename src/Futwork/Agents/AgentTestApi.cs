using Futwork.Data;
using Futwork.Hosting;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Engines;

namespace Futwork.Agents;

/// <summary>What came of trying an agent's engines.</summary>
/// <param name="Ok">All of them answered.</param>
/// <param name="Parts">Each of them: ears, mouth, models, and their fallbacks.</param>
internal sealed record AgentTestView(bool Ok, IReadOnlyList<AgentTestPart> Parts);

/// <summary>What came of trying one engine.</summary>
/// <param name="Pointer">JSON pointer to its settings.</param>
/// <param name="Engine">The engine, or the model's provider.</param>
/// <param name="Model">The vendor's model, where one is named.</param>
/// <param name="Ok">It answered.</param>
/// <param name="Milliseconds">How long it took to answer or to fail.</param>
/// <param name="Problem">What is wrong and what would help; null when it answered.</param>
internal sealed record AgentTestPart(string Pointer, string Engine, string? Model, bool Ok, int Milliseconds, string? Problem)
{
    public static AgentTestPart Of(EngineTest test) => new($"/definition{test.Pointer}", test.Engine, test.Model, test.Ok, test.Milliseconds, test.Problem);
}

/// <summary>Tries the engines that an agent names, for real but for next to nothing.</summary>
internal sealed class AgentTestApi(Database database, RequestBody body, AgentVersions versions, Engines known, CallEngines engines)
{
    public void Map(RouteGroupBuilder agents)
    {
        agents.MapPost("/test", TestAsync).WithSummary("Try the engines of an agent that is not saved: opens the ears, speaks one word, asks each model for one token")
            .Takes<AgentSettings>(AgentExample.Json).Produces<AgentTestView>();
        agents.MapPost("/{id}/test", TestSavedAsync).WithSummary("Try the engines of an agent: opens the ears, speaks one word, asks each model for one token")
            .Produces<AgentTestView>().Fails(404, 409);
    }

    private async Task<IResult> TestAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var read = await body.JsonAsync(request);
        if (read.Problem is { } unread)
            return unread;
        var settings = SecretFields.Read<AgentSettings>(read.Value);
        return (settings.Problem ?? settings.Value!.Check(known)) is { } problem ? problem : await RunAsync(settings.Value!.Definition, cancellationToken);
    }

    private async Task<IResult> TestSavedAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        try
        {
            var definition = await database.ReadAsync(
                async session => await Agent.FindAsync(session, caller.WorkspaceId, id) is { } agent
                    ? await versions.OpenAsync(session, agent.WorkspaceId, agent.Id, agent.CurrentVersion)
                    : null,
                cancellationToken);
            return definition is null ? Problem.NotFound("agent", id) : await RunAsync(definition, cancellationToken);
        }
        catch (LostSecretException lost)
        {
            return Problem.SecretLost(lost.Message);
        }
    }

    private async Task<IResult> RunAsync(AgentDefinition definition, CancellationToken cancellationToken)
    {
        AgentTestPart[] parts = [.. (await engines.TestAsync(definition, cancellationToken)).Select(AgentTestPart.Of)];
        return TypedResults.Ok(new AgentTestView(parts.All(part => part.Ok), parts));
    }
}
