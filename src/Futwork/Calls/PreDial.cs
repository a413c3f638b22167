using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>
/// Asks the client's server whether a call may be made, after its row is written and before its INVITE leaves, outside of every transaction. No answer in time,
/// or none that can be understood, forbids it. What was said is kept with the call.
/// </summary>
internal sealed class PreDial(Database database, SecretBox box, WebhooksOptions options, TimeProvider time) : IDisposable
{
    private const int MostCharacters = 10_000;

    private readonly HttpClient _http = new(EndpointConnections.Handler(options.RefusePrivateAddresses, "Webhooks:RefusePrivateAddresses")) { Timeout = Timeout.InfiniteTimeSpan };

    /// <returns>Null: the campaign asks nobody.</returns>
    public async Task<PreDialDecision?> AskAsync(CallOrder order, CancellationToken cancellationToken)
    {
        if (order.PreDial is null)
            return null;
        var decision = await DecideAsync(order, cancellationToken);
        await database.WriteAsync(session => session.ExecuteAsync(
            "UPDATE calls SET pre_dial = @decision WHERE workspace_id = @WorkspaceId AND id = @CallSid",
            new { decision = ApiJson.Write(decision), order.WorkspaceId, order.CallSid }), cancellationToken);
        return decision;
    }

    public void Dispose() => _http.Dispose();

    private async Task<PreDialDecision> DecideAsync(CallOrder order, CancellationToken cancellationToken)
    {
        var settings = order.PreDial!;
        var (at, started) = (time.GetUtcNow(), time.GetTimestamp());
        PreDialDecision Asked() => new(Allowed: false, at, (long)time.GetElapsedTime(started).TotalMilliseconds);
        DateTimeOffset AfterFault() => time.GetUtcNow().AddSeconds(settings.RetryAfterFaultSeconds);

        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(settings.TimeoutMilliseconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = await RequestAsync(order, at);
            if (request is null)
                return Asked() with { Error = "The webhook endpoint that is to be asked does not exist any more.", Until = AfterFault() };
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await SignedPost.BeginningAsync(response, MostCharacters, either.Token);
            return PreDialAnswer.Read(Asked(), (int)response.StatusCode, body, time.GetUtcNow(), AfterFault());
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Asked() with { Error = $"The endpoint did not answer within {settings.TimeoutMilliseconds} ms.", Until = AfterFault() };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UriFormatException or FormatException)
        {
            return Asked() with { Error = $"The endpoint could not be reached: {exception.Message}", Until = AfterFault() };
        }
    }

    private async Task<HttpRequestMessage?> RequestAsync(CallOrder order, DateTimeOffset at)
    {
        var (endpoint, lead) = await database.ReadAsync(async session => (
            await WebhookEndpoint.FindAsync(session, order.WorkspaceId, order.PreDial!.EndpointId),
            await session.FirstOrDefaultAsync<LeadRow>("SELECT phone_sent, phone, recipient_data FROM leads WHERE workspace_id = @WorkspaceId AND id = @LeadId", order)));
        if (endpoint is not { ArchivedAt: null } || lead is null)
            return null;
        var body = ApiJson.Write(new
        {
            Type = "call.predial",
            Timestamp = at,
            Data = new
            {
                order.CallSid,
                order.LeadId,
                order.CampaignId,
                order.AgentId,
                RecipientPhoneNumber = lead.PhoneSent,
                NormalizedPhoneNumber = lead.Phone,
                FromNumber = order.From,
                RecipientData = System.Text.Json.JsonElement.Parse(lead.RecipientData),
            },
        });
        return SignedPost.Request(endpoint.Url, box.Open(order.WorkspaceId, endpoint.Secret), $"predial_{order.CallSid}", at, body);
    }

    private sealed record LeadRow
    {
        public string PhoneSent { get; init; } = "";

        public string Phone { get; init; } = "";

        public string RecipientData { get; init; } = "{}";
    }
}
