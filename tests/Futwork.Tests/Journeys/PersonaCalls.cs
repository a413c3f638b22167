using System.Text;
using System.Text.Json.Nodes;
using Futwork.Simulator.Personas;
using Futwork.Tests.Support;

namespace Futwork.Tests.Journeys;

/// <summary>One lead for every persona of the simulated line, all called at once; tests look at what came of each.</summary>
public abstract class PersonaCalls(PostgresServer postgres, string engine) : IAsyncLifetime
{
    /// <summary>Oddly written on purpose: it has to come back like this.</summary>
    public const string RecipientData = """{"customer_name":"Asha Rao",  "place" : "Pune", "amount":1.50, "note":"caf\u00e9 ☕"}""";

    private const string Congested = "congestion";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly Dictionary<string, Journey> _journeys = [];
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"futwork-{Guid.NewGuid():n}.db");
    private Platform? _platform;

    private protected Platform Platform => _platform!;

    public async ValueTask InitializeAsync()
    {
        _platform = await Platform.StartAsync(engine == "postgres" ? await postgres.CreateDatabaseAsync() : _file);
        var aside = await AsideAsync();
        foreach (var persona in PersonaBook.BuiltIn().Personas)
            _journeys[persona.Name] = await Platform.PushAsync($"99997898{persona.Number}", RecipientData, persona.Name == Congested ? aside : null);
        var all = Task.WhenAll(_journeys.Values.Select(journey => journey.Final).Append(AfterCongestionAsync(aside)));
        if (await Task.WhenAny(all, Task.Delay(Patience)) != all)
            throw new TimeoutException(await UnfinishedAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_platform is not null)
            await _platform.DisposeAsync();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), $"{Path.GetFileName(_file)}*"))
            File.Delete(file);
        GC.SuppressFinalize(this);
    }

    /// <summary>Calls one more lead, with an agent of its own, and waits for what comes of it.</summary>
    internal async Task<Journey> CallAsync(JsonNode agent, string phone, string recipientData, JsonObject? campaign = null)
    {
        var journey = await Platform.PushAsync(phone, recipientData, await Platform.CampaignAsync(agent, campaign));
        await journey.Final.WaitAsync(Patience);
        return journey;
    }

    /// <summary>How the lead was explained after the carrier had refused it and asked for rest.</summary>
    internal JsonNode Congestion { get; private set; } = JsonNode.Parse("{}")!;

    /// <summary>A carrier that asks to be left alone is left alone by all who call over the trunk: this one is for it alone.</summary>
    private async Task<string> AsideAsync() => await Platform.CampaignAsync(
        Futwork.Simulator.Demo.DemoAgent.Definition(), new JsonObject { ["trunkId"] = await Platform.TrunkAsync() });

    private async Task AfterCongestionAsync(string campaign)
    {
        var journey = _journeys[Congested];
        await journey.Final;
        Congestion = (await Server.GetAsync($"/api/leads/{journey.LeadId}/explain")).Json;
        await Server.PostAsync($"/api/campaigns/{campaign}/pause");
    }

    private async Task<string> UnfinishedAsync()
    {
        var text = new StringBuilder();
        foreach (var (persona, journey) in _journeys.Where(one => !one.Value.Final.IsCompleted))
        {
            text.AppendLine($"No final webhook of '{persona}'; got: {string.Join(", ", journey.Statuses)}");
            text.AppendLine((await Server.GetAsync($"/api/leads/{journey.LeadId}/explain")).Body);
            text.AppendLine((await Server.GetAsync($"/api/leads/{journey.LeadId}")).Body);
            text.AppendJoin('\n', journey.Line.Select(entry => $"{entry.At:mm:ss.fff} {entry.Event} {entry.Text}")).AppendLine();
        }

        return text.ToString();
    }

    internal Journey With(string persona) => _journeys[persona];

    internal TestServer Server => Platform.Server;
}

public sealed class SqliteCalls(PostgresServer postgres) : PersonaCalls(postgres, "sqlite");

public sealed class PostgresCalls(PostgresServer postgres) : PersonaCalls(postgres, "postgres");
