using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Leads.Imports;
using Futwork.Outcomes;
using Futwork.Queue;

namespace Futwork.Leads;

/// <summary>
/// Brings chosen leads into another campaign, as new leads of it, to be called once more there. What is over stays as it was, with its leads, its counts and its calls;
/// a new lead names the one that it was made of. That one is brought into a campaign once: who repeats a request brings nobody twice.
/// </summary>
internal sealed class RedialInto(Database database, WorkQueue queue, TimeProvider time)
{
    /// <summary>Goes through all leads of the campaign that fit.</summary>
    public async Task<RedialAnswer> RunAsync(Campaign from, OpenCampaign into, RedialRequest wanted, CancellationToken cancellationToken)
    {
        var trip = new Trip(from, into, wanted, new ImportTrial(), new HashSet<string>(StringComparer.Ordinal));
        var (answer, after) = (new RedialAnswer(wanted.DryRun, 0, 0, 0, 0, 0) { AlreadyThere = 0, Unfit = 0 }, (string?)"");
        while (after is not null)
        {
            (var part, after) = await database.WriteAsync(session => StepAsync(session, trip, after), cancellationToken);
            answer = answer.Add(part);
        }

        return answer;
    }

    private async Task<(RedialAnswer Answer, string? After)> StepAsync(Session session, Trip trip, string after)
    {
        // Two requests that bring the same leads do it one after the other, and its end waits for this transaction, or is seen.
        var current = await Campaign.FindForLeadsAsync(session, trip.From.WorkspaceId, trip.Into.Id, hold: !trip.Wanted.DryRun);
        List<RedialCandidate> found = current is null || new OpenCampaign(current.Id, current.Status, trip.Into.Intake).Closed is not null
            ? []
            : await RedialCandidate.FindAsync(session, trip.From, trip.Into.Id, trip.Wanted, after, Redial.AtOnce, time.UnixNow());
        var free = found.Where(lead => lead is { Waits: false, Suppressed: false }).ToList();
        var fresh = free.Where(lead => !lead.IsThere).ToList();
        var (leads, unfit) = await ReadAsync(session, trip, [.. fresh.Where(lead => !lead.OtherWaits).Select(lead => lead.Id)]);
        var written = trip.Wanted.DryRun
            ? await trip.Trial.WriteAsync(session, leads)
            : (await new LeadGroup(queue, [.. leads.Select(lead => new NewLead(lead, null))]).WriteAsync(session))!;
        var sameNumber = written.Count(outcome => outcome!.ByNumber || outcome.Instead is not null);
        var sameId = written.Count(outcome => outcome is { Existing: not null, ByNumber: false });
        var answer = new RedialAnswer(
            trip.Wanted.DryRun, found.Count, written.Count - sameNumber - sameId, found.Count(lead => lead.Waits),
            found.Count(lead => !lead.Waits && lead.Suppressed), fresh.Count - leads.Length - unfit.Count + sameNumber)
        {
            AlreadyThere = free.Count - fresh.Count + sameId,
            Unfit = unfit.Count,
            UnfitLeads = unfit.Count > 0 ? unfit : null,
        };
        return (answer, found.Count == Redial.AtOnce ? found[^1].Id : null);
    }

    /// <summary>Makes new leads of old ones, of each number the first that fits: what is known of the person, and nothing of when they were to be called then.</summary>
    private async Task<(Lead[] Leads, List<UnfitLead> Unfit)> ReadAsync(Session session, Trip trip, string[] ids)
    {
        var rows = await session.QueryAsync<Lead>(
            $"SELECT * FROM leads WHERE workspace_id = @WorkspaceId AND {session.Among("id", "ids")} ORDER BY id", new { trip.From.WorkspaceId, ids });
        var (leads, unfit) = (new List<Lead>(), new List<UnfitLead>());
        foreach (var row in rows.Where(row => !trip.Numbers.Contains(row.Phone)))
        {
            var request = new LeadRequest
            {
                RecipientPhoneNumber = row.Phone,
                RecipientData = new RawJson(row.RecipientData),
                ExternalId = row.ExternalId,
                Priority = (int?)row.Priority,
            };
            var phone = trip.Into.Intake.Check(request, time.GetUtcNow());
            if (phone.Problem is { } problem)
            {
                unfit.Add(new UnfitLead(row.Id, problem.Errors[0].Pointer, problem.Errors[0].Message));
                continue;
            }

            trip.Numbers.Add(row.Phone);
            leads.Add(request.ToLead(row.WorkspaceId, trip.Into, phone.Value!, time, row));
        }

        return ([.. leads], unfit);
    }

    /// <summary>One request.</summary>
    /// <param name="From">Whose leads.</param>
    /// <param name="Into">Where they are called.</param>
    /// <param name="Wanted">Which.</param>
    /// <param name="Trial">Of a dry run.</param>
    /// <param name="Numbers">Those that were brought.</param>
    private sealed record Trip(Campaign From, OpenCampaign Into, RedialRequest Wanted, ImportTrial Trial, HashSet<string> Numbers);
}
