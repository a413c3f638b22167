using Futwork.Calls;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

public sealed class InboundLeadTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task Who_calls_again_from_a_number_or_as_a_user_of_the_carrier_is_the_same_person(string engine)
    {
        var node = await ArrangeAsync(engine);

        foreach (var caller in new[] { "919812345678", "1001", "alice" })
            (await LeadAsync(node, caller)).ShouldBe(await LeadAsync(node, caller));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Those_who_withhold_their_number_are_not_one_person(string engine)
    {
        var node = await ArrangeAsync(engine);
        var leads = new HashSet<string>();

        foreach (var caller in new[] { "", "anonymous", "Anonymous", "unavailable" })
        {
            leads.Add(await LeadAsync(node, caller)).ShouldBeTrue(caller);
            leads.Add(await LeadAsync(node, caller)).ShouldBeTrue(caller);
        }
    }

    private async Task<CallRig> ArrangeAsync(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        return node;
    }

    private static async Task<string> LeadAsync(CallRig node, string caller) => (await node.Rig.Database.WriteAsync(session =>
        InboundLead.FindOrAddAsync(session, node.Rig.Time, Seeds.Workspace, Seeds.Campaign, caller, "IN"))).Id;
}
