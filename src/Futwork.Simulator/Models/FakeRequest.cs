namespace Futwork.Simulator.Models;

/// <summary>A request that came to a model's server.</summary>
/// <param name="Method">Its method.</param>
/// <param name="ConnectionId">The connection that it came over.</param>
/// <param name="Key">The key that it brought.</param>
public sealed record FakeRequest(string Method, string ConnectionId, string? Key);
