using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Engines;

/// <summary>
/// Several models as one. The first is asked; when it fails, or says nothing of use by the deadline, the next is asked beside
/// it, and the first of them to say something is the one that speaks. What was spoken is never taken back: an answer that
/// breaks off later ends there. A lone model is asked a second time where that can help.
/// </summary>
internal sealed class FallbackModel(
    IReadOnlyList<ModelChoice> models, TimeSpan firstToken, EngineHealth health, TimeProvider time, ILogger logger) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] all = [.. messages];
        (_, ChatResponse response) = await health.FirstAsync(models, model => model.Client.GetResponseAsync(all, model.Own(options), cancellationToken), Failed, cancellationToken);
        return response;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatMessage[] all = [.. messages];
        ModelChoice[] order = [.. health.Order(models)];
        var race = new ModelRace(order is [var only] ? [only, only] : order, model => new ModelAttempt(model, all, options, cancellationToken), firstToken, time)
        {
            OnFailed = Failed,
            OnLate = Late,
        };
        ModelAttempt speaker = await race.RunAsync(cancellationToken);
        health.Worked(speaker.Choice);
        try
        {
            await using IAsyncEnumerator<ChatResponseUpdate> updates = speaker.RestAsync().GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(updates, speaker.Choice, cancellationToken))
                yield return updates.Current;
        }
        finally
        {
            await speaker.EndAsync();
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : models[0].Client.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        foreach (ModelChoice model in models)
            model.Client.Dispose();
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, ModelChoice speaker, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Another model would say again what was already spoken, in other words.
            Failed(speaker, e);
            return false;
        }
    }

    private void Failed(ModelChoice model, Exception e)
    {
        health.Failed(model, e);
        logger.ModelFailed(e, model.Settings.Provider, model.Settings.Model);
    }

    private void Late(ModelChoice model)
    {
        health.Failed(model);
        logger.ModelLate(model.Settings.Provider, model.Settings.Model, firstToken.TotalMilliseconds);
    }
}
