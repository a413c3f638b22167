namespace Futwork.Simulator.Models;

/// <summary>A server-sent event of a streamed answer.</summary>
/// <param name="Data">Its data.</param>
/// <param name="Name">Its name, where the protocol names events.</param>
internal sealed record FakeEvent(string Data, string? Name = null)
{
    /// <summary>It carries a token of the text.</summary>
    public bool IsToken { get; init; }

    public string Text => Name is null ? $"data: {Data}\n\n" : $"event: {Name}\ndata: {Data}\n\n";
}
