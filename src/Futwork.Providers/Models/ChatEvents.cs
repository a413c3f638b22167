using Futwork.Realtime.Engines;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.Models;

/// <summary>Reads the events of one streamed answer, as a vendor writes them, into updates.</summary>
internal abstract class ChatEvents
{
    /// <summary>The model has finished its answer: a connection that ends now has not broken.</summary>
    public bool IsFinished { get; protected set; }

    /// <summary>Nothing follows.</summary>
    public bool IsOver { get; protected set; }

    /// <summary>Reads the data of one event; null when it says nothing.</summary>
    /// <exception cref="ModelException">The server reports an error, or the data is no JSON.</exception>
    public abstract ChatResponseUpdate? Read(string data);
}
