namespace Futwork.Simulator.Demo;

/// <summary>What the demo was asked to do; help.txt explains each.</summary>
internal sealed record DemoOptions
{
    /// <summary>End when the final webhook has arrived.</summary>
    public bool Once { get; init; }

    /// <summary>Print JSON lines.</summary>
    public bool Json { get; init; }

    /// <summary>The platform's port on 127.0.0.1.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The folder of everything that stays.</summary>
    public string Data { get; init; } = "data";

    /// <summary>A connection string; null is the platform's default, a SQLite file in the data folder.</summary>
    public string? Database { get; init; }

    /// <summary>Who answers.</summary>
    public string Persona { get; init; } = Personas.PersonaBook.Interested;
}
