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

    /// <summary>The latest event brought the answer on, if only by a part of a tool's arguments or of a thought, which are handed on whole.</summary>
    public bool HasContent { get; protected set; }

    /// <summary>Reads the data of one event; null when it says nothing yet.</summary>
    /// <exception cref="ModelException">The server reports an error, or the data is no JSON.</exception>
    public ChatResponseUpdate? Read(string data)
    {
        HasContent = false;
        ChatResponseUpdate? update = Parse(data);
        HasContent |= update is not null;
        return update;
    }

    /// <summary>Reads one event as the vendor writes it.</summary>
    protected abstract ChatResponseUpdate? Parse(string data);
}
