using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;

namespace Futwork.Leads;

/// <summary>Calls chosen leads once more: in their own campaign, or in another one.</summary>
internal sealed class RedialApi(Database database, RequestBody body, Redial redial, RedialInto redialInto, Intakes intakes)
{
    private const string Example = """{"outcomes": ["no-answer", "busy"], "dryRun": true}""";

    public void Map(RouteGroupBuilder campaigns) =>
        campaigns.MapPost("/{id}/redial", RedialAsync)
            .WithSummary("Call chosen leads of a campaign once more")
            .WithDescription(
                "Leads are chosen by what became of them: all that is named must fit. Who waits for a call or is in one, and who opted out, is passed over. "
                + "Those of a campaign that is over are brought into another one, which `into` names.")
            .Takes<RedialRequest>(Example).Produces<RedialAnswer>().Fails(404, 409);

    private async Task<IResult> RedialAsync(Caller caller, string id, HttpRequest request)
    {
        var read = await body.ReadAsync<RedialRequest>(request);
        if (read.Problem is { } unread)
            return unread;
        var wanted = read.Value!;
        if (wanted.Check().ToList() is { Count: > 0 } errors)
            return Problem.Invalid(errors);
        if (await database.ReadAsync(session => Campaign.FindAsync(session, caller.WorkspaceId, id)) is not { } campaign)
            return Problem.NotFound(CampaignsApi.What, id);
        if (wanted.Into is { } into && into != id)
            return await IntoAsync(campaign, into, wanted, request.HttpContext.RequestAborted);
        if (CampaignStatus.Over.Contains(campaign.Status))
            return Problem.Conflict($"campaign-{campaign.Status}",
                $"The campaign is {campaign.Status} and calls nobody any more. Bring the leads into another one: name it as 'into'; POST /api/campaigns/{id}/duplicate makes one with the same settings.");
        return TypedResults.Ok(await redial.RunAsync(campaign, wanted, request.HttpContext.RequestAborted));
    }

    private async Task<IResult> IntoAsync(Campaign campaign, string into, RedialRequest wanted, CancellationToken cancellationToken)
    {
        if (await intakes.FindAsync(campaign.WorkspaceId, into) is not { } target)
            return Problem.Invalid(Rules.Wrong("/into", "There is no such campaign in this workspace, or it is archived.", into));
        return target.Closed is { } closed ? closed : TypedResults.Ok(await redialInto.RunAsync(campaign, target, wanted, cancellationToken));
    }
}
