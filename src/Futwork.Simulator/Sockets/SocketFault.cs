namespace Futwork.Simulator.Sockets;

/// <summary>What goes wrong with one connection.</summary>
public sealed record SocketFault
{
    /// <summary>The handshake is refused with this HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>The <c>Retry-After</c> header of a refusal, in seconds.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The connection is cut after this many messages of the server.</summary>
    public int? DropAfter { get; init; }

    /// <summary>The server listens and says nothing.</summary>
    public bool Silent { get; init; }

    /// <summary>The server's first message is replaced by this text.</summary>
    public string? Garbage { get; init; }

    /// <summary>Each message of the server waits for this before it is sent.</summary>
    public Task Hold { get; init; } = Task.CompletedTask;
}
