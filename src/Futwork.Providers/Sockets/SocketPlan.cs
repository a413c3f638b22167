using Futwork.Realtime.Speech;

namespace Futwork.Providers.Sockets;

/// <summary>Where a vendor's socket leads, and how it is treated.</summary>
internal sealed record SocketPlan
{
    /// <summary>The vendor's name, for messages to people.</summary>
    public required string Vendor { get; init; }

    /// <summary>The whole address, query included.</summary>
    public required Uri Address { get; init; }

    /// <summary>Headers of the handshake; where the key goes.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The handshake must be done within this.</summary>
    public TimeSpan ConnectDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A vendor that owes an answer and sends nothing for this long has failed.</summary>
    public TimeSpan AnswerDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When nothing was sent for this long, the user is asked for something that keeps the connection alive.</summary>
    public TimeSpan KeepAliveEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Messages that may wait to be sent; more are dropped and counted.</summary>
    public int QueueLimit { get; init; } = 1024;

    /// <summary>What the protocol sends before it closes; null when closing says it.</summary>
    public SocketFrame? Goodbye { get; init; }

    /// <summary>The vendor's address, or the one that the customer gave, as that of a socket.</summary>
    /// <param name="access">The customer's access.</param>
    /// <param name="usual">The vendor's own base address.</param>
    /// <param name="pathAndQuery">What follows the base address.</param>
    public static Uri At(VendorAccess access, Uri usual, string pathAndQuery)
    {
        Uri given = access.BaseUrl ?? usual;
        string scheme = given.Scheme is "https" or "wss" ? "wss" : "ws";
        return new Uri($"{scheme}://{given.Authority}{given.AbsolutePath.TrimEnd('/')}{pathAndQuery}");
    }
}
