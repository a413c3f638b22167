using System.Text;
using Futwork.Campaigns;
using Futwork.Hosting;
using Futwork.Leads;
using Futwork.Realtime.Conversation;

namespace Futwork.Tests.Leads;

public sealed class LeadSchemaTests
{
    private const string Schema =
        """
        [{"name": "name", "required": true, "maxLength": 5, "pattern": "[A-Za-z ]+"},
         {"name": "plan", "allowedValues": ["gold", "silver"]},
         {"name": "amount", "type": "number", "allowedValues": [1, 2.5]},
         {"name": "paid", "type": "boolean"},
         {"name": "due", "type": "date"},
         {"name": "address", "type": "object"},
         {"name": "items", "type": "array"}]
        """;

    [Theory]
    [InlineData("""{"name": "Asha"}""")]
    [InlineData("""{"name": "Asha", "plan": "gold", "amount": 2.50, "paid": true, "due": "2026-02-28", "address": {}, "items": [], "more": [1]}""")]
    [InlineData("""{"name": "Asha", "plan": null, "due": "2026-02-28T10:00:00+05:30"}""")]
    [InlineData("""{"name": "x1", "name": "Asha"}""")]
    public void Data_that_fits_is_taken(string data) => Check(data).ShouldBeEmpty();

    [Theory]
    [InlineData("{}", "/recipientData/name")]
    [InlineData("""{"name": null}""", "/recipientData/name")]
    [InlineData("""{"name": "Ashaaa"}""", "/recipientData/name")]
    [InlineData("""{"name": "A1"}""", "/recipientData/name")]
    [InlineData("""{"name": "A\nB"}""", "/recipientData/name")]
    [InlineData("""{"name": "Asha", "plan": "Gold"}""", "/recipientData/plan")]
    [InlineData("""{"name": "Asha", "amount": 2}""", "/recipientData/amount")]
    [InlineData("""{"name": "Asha", "amount": "1"}""", "/recipientData/amount")]
    [InlineData("""{"name": "Asha", "paid": "yes"}""", "/recipientData/paid")]
    [InlineData("""{"name": "Asha", "due": "2026-02-30"}""", "/recipientData/due")]
    [InlineData("""{"name": "Asha", "due": "28/02/2026"}""", "/recipientData/due")]
    [InlineData("""{"name": "Asha", "address": []}""", "/recipientData/address")]
    [InlineData("""{"name": "Asha", "items": {}}""", "/recipientData/items")]
    public void Data_that_does_not_fit_is_refused_where_it_does_not(string data, string pointer) =>
        Check(data).Select(error => error.Pointer).ShouldBe([pointer]);

    [Fact]
    public void A_variable_of_the_agent_needs_a_single_value_from_the_lead_the_schema_or_the_agent()
    {
        var agent = new AgentDefinition { Variables = [new("a"), new("b", "of the agent"), new("c")] };
        const string WithDefault = """[{"name": "c", "default": "of the schema"}]""";

        Check("""{"a": 1}""", WithDefault, agent).ShouldBeEmpty();
        Check("{}", WithDefault, agent).ShouldHaveSingleItem().Message.ShouldContain("speaks 'a'");
        Check("""{"a": [1]}""", WithDefault, agent).ShouldHaveSingleItem().Pointer.ShouldBe("/recipientData/a");
        Check("""{"a": null}""", "[]", agent).Select(error => error.Pointer).ShouldBe(["/recipientData/a", "/recipientData/c"]);
    }

    [Fact]
    public void Variables_are_the_single_values_as_they_were_written()
    {
        var schema = ApiJson.Read<LeadField[]>("""[{"name": "city", "default": "Pune"}, {"name": "plan", "default": "gold"}]""");

        var values = LeadVariables.Of("""{"n": 1.50, "t": true, "s": "\u0041ß", "o": {}, "z": null, "plan": "silver"}""", schema);

        values.ShouldBe(new Dictionary<string, string> { ["city"] = "Pune", ["plan"] = "silver", ["n"] = "1.50", ["t"] = "true", ["s"] = "Aß" }, ignoreOrder: true);
    }

    private static IReadOnlyList<FieldError> Check(string data, string schema = Schema, AgentDefinition? agent = null)
    {
        var settings = ApiJson.Read<CampaignSettings>($$"""{"name": "c", "agentId": "a", "trunkId": "t", "leadSchema": {{schema}}}""");
        LeadSchemaRules.Check(settings.LeadSchema).ShouldBeEmpty();
        var body = Encoding.UTF8.GetBytes($$"""{"recipientPhoneNumber": "9999789877", "recipientData": {{data}}}""");
        var request = LeadRequest.Read(body, 65_536);
        return new Intake(settings, agent ?? new AgentDefinition()).Check(request.Value!, TimeProvider.System.GetUtcNow()).Problem?.Errors ?? [];
    }
}
