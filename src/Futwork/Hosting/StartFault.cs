using System.Data.Common;
using System.Net.Sockets;
using Futwork.Data;
using Microsoft.AspNetCore.Connections;

namespace Futwork.Hosting;

/// <summary>Faults at start that the operator can mend, in words for them. Anything else is a fault of ours and keeps its stack trace.</summary>
internal static class StartFault
{
    /// <summary>What to tell; null when it is none of these.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        SettingsException or ConnectionStringException => exception.Message,
        DbException => $"The database that the setting Database names cannot be used: {exception.Message}",
        IOException { InnerException: AddressInUseException } => $"{exception.Message} Another program listens there; choose another address with --urls.",
        UnauthorizedAccessException => $"{exception.Message} Let the user that the server runs as have it, or name another one in the settings.",
        SocketException => $"A port cannot be opened: {exception.Message}.",
        _ => null,
    };
}
