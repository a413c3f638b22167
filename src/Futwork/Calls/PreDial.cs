using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>
/// Asks the client's server whether a call may be made, after its row is written and before its INVITE leaves, outside of every transaction. No answer in time,
/// or none that can be understood, forbids it. What was said is kept with the call.
/// </summary>
internal sealed class PreDial(Database database, SecretBox box, EndpointClient endpoints, TimeProvider time)
{
    private const int MostCharacters = 10_000;

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

    private async Task<PreDialDecision> DecideAsync(CallOrder order, CancellationToken cancellationToken)
    {
        var settings = order.PreDial!;
        DateTimeOffset AfterFault() => time.GetUtcNow().AddSeconds(settings.RetryAfterFaultSeconds);

        var at = time.GetUtcNow();
        var (question, fault) = await QuestionAsync(order, at);
        if (question is null)
            return new(Allowed: false, at, 0) { Error = fault, Until = AfterFault() };
        var answer = await endpoints.PostAsync(question, TimeSpan.FromMilliseconds(settings.TimeoutMilliseconds), MostCharacters, bodyWithin: null, cancellationToken);
        var asked = new PreDialDecision(Allowed: false, answer.At, answer.Milliseconds);
        return answer is { Status: { } status, Body: { } body }
            ? PreDialAnswer.Read(asked, status, body, time.GetUtcNow(), AfterFault())
            : asked with { Error = answer.Error, Until = AfterFault() };
    }

    /// <returns>The question, or else why it cannot be asked.</returns>
    private async Task<(SignedPost? Question, string? Fault)> QuestionAsync(CallOrder order, DateTimeOffset at)
    {
        var (endpoint, lead) = await database.ReadAsync(async session => (
            await WebhookEndpoint.FindAsync(session, order.WorkspaceId, order.PreDial!.EndpointId),
            await session.FirstOrDefaultAsync<LeadRow>("SELECT phone_sent, phone, recipient_data FROM leads WHERE workspace_id = @WorkspaceId AND id = @LeadId", order)));
        if (endpoint is not { ArchivedAt: null } || lead is null)
            return (null, "The webhook endpoint that is to be asked does not exist any more.");
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
                RecipientData = new RawJson(lead.RecipientData),
            },
        });
        return SignedPost.To(endpoint, box, $"predial_{order.CallSid}", body);
    }

    private sealed record LeadRow
    {
        public string PhoneSent { get; init; } = "";

        public string Phone { get; init; } = "";

        public string RecipientData { get; init; } = "{}";
    }
}
