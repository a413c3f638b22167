using System.Text.Json;
using Futwork.Realtime.Sip.Trunks;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Trunks;

/// <summary>The headers of a trunk, as they stand in the INVITE of each call over it.</summary>
public sealed class SipTrunkHeaderTests : IAsyncLifetime
{
    private const string From = "+911600110011";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly WirePeer _gateway = new();
    private SipPhone _phone = null!;
    private SipCarrier _carrier = null!;

    public async ValueTask InitializeAsync()
    {
        _phone = await SipPhone.StartAsync(time: _time);
        _carrier = new SipCarrier(_phone.Agent);
    }

    public async ValueTask DisposeAsync()
    {
        await _carrier.DisposeAsync();
        await _phone.CloseAsync(_time);
        _gateway.Dispose();
    }

    [Fact]
    public async Task Invite_bears_them_with_the_ids_and_the_numbers_of_its_own_call()
    {
        var settings = Json($$"""
            {"host":"127.0.0.1","port":{{_gateway.Port}},"headers":{
              "Diversion":"<sip:{from}@carrier.example>;reason=unconditional;counter=1",
              "X-Lead":"{leadId}",
              "X-Campaign":"{campaignId}",
              "X-Call":"{callSid}",
              "X-All":"{campaignId}/{leadId}/{callSid} {from} > {to}"
            } }
            """);

        foreach (var (to, lead, campaign) in new[] { ("+919999789877", "lead-1", "campaign-1"), ("+919999789878", "lead-2", "campaign-2") })
        {
            var id = Guid.NewGuid();
            var leg = _carrier.Dial(new DialRequest { CallId = id, To = to, From = From, LeadId = lead, CampaignId = campaign, Settings = settings });

            var invite = await _gateway.ExpectAsync("INVITE ");
            invite.Text("Diversion").ShouldBe($"<sip:{From}@carrier.example>;reason=unconditional;counter=1");
            invite.Text("X-Lead").ShouldBe(lead);
            invite.Text("X-Campaign").ShouldBe(campaign);
            invite.Text("X-Call").ShouldBe(id.ToString());
            invite.Text("X-All").ShouldBe($"{campaign}/{lead}/{id} {From} > {to}");
            _gateway.Respond(invite, 404);
            await _gateway.ExpectAsync("ACK ");
            (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.InvalidNumber);
        }
    }

    [Fact]
    public async Task Places_of_a_lead_and_a_campaign_that_a_call_does_not_have_are_empty()
    {
        var settings = Json($$"""
            {"host":"127.0.0.1","port":{{_gateway.Port}},"headers":{"X-All":"lead={leadId};campaign={campaignId};to={to}"} }
            """);

        var leg = _carrier.Dial(new DialRequest { CallId = Guid.NewGuid(), To = "+919999789877", From = From, Settings = settings });

        var invite = await _gateway.ExpectAsync("INVITE ");
        invite.Text("X-All").ShouldBe("lead=;campaign=;to=+919999789877");
        _gateway.Respond(invite, 404);
        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.InvalidNumber);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
