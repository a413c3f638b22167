using Futwork.Simulator.Personas;
using Futwork.Tests.Support;

namespace Futwork.Tests.Journeys;

/// <summary>One lead for every persona of the simulated line, all called at once; tests look at what came of each.</summary>
public abstract class PersonaCalls(PostgresServer postgres, string engine) : IAsyncLifetime
{
    /// <summary>Oddly written on purpose: it has to come back like this.</summary>
    public const string RecipientData = """{"customer_name":"Asha Rao",  "place" : "Pune", "amount":1.50, "note":"caf\u00e9 ☕"}""";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly Dictionary<string, Journey> _journeys = [];
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"futwork-{Guid.NewGuid():n}.db");
    private Platform? _platform;

    private protected Platform Platform => _platform!;

    public async ValueTask InitializeAsync()
    {
        _platform = await Platform.StartAsync(engine == "postgres" ? await postgres.CreateDatabaseAsync() : _file);
        foreach (var persona in PersonaBook.BuiltIn().Personas)
            _journeys[persona.Name] = await Platform.PushAsync($"99997898{persona.Number}", RecipientData);
        await Task.WhenAll(_journeys.Values.Select(journey => journey.Final)).WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (_platform is not null)
            await _platform.DisposeAsync();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), $"{Path.GetFileName(_file)}*"))
            File.Delete(file);
        GC.SuppressFinalize(this);
    }

    internal Journey With(string persona) => _journeys[persona];

    internal TestServer Server => Platform.Server;
}

public sealed class SqliteCalls(PostgresServer postgres) : PersonaCalls(postgres, "sqlite");

public sealed class PostgresCalls(PostgresServer postgres) : PersonaCalls(postgres, "postgres");

/// <summary>One engine after the other, and both called only once: each takes real seconds and a good part of the machine.</summary>
[CollectionDefinition(Name)]
public sealed class JourneyCollection : ICollectionFixture<SqliteCalls>, ICollectionFixture<PostgresCalls>
{
    public const string Name = "journeys";
}
