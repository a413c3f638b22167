using System.Text.RegularExpressions;

namespace Futwork.Simulator.Personas;

/// <summary>What one persona decides in one call: pure, so that it can be tested without sound.</summary>
internal sealed partial class PersonaScript(Persona persona)
{
    private int _answered;
    private bool _cutIn;
    private string? _last;

    /// <summary>The caller's turn is over, and these words were heard of it; empty when none were understood.</summary>
    public Remark Heard(string words)
    {
        var heard = Plain(words);
        var reply = persona.Replies.FirstOrDefault(r => r.To.Any(t => heard.Contains(Plain(t), StringComparison.Ordinal)));
        if (reply is { Again: true, HangUp: false } && _last is not null)
            return new Remark(_last);
        var turn = _answered++;
        return Spoken(reply is { Again: false } ? new Remark(reply.Say, reply.HangUp) : Otherwise(turn));
    }

    /// <summary>The caller has been speaking for <paramref name="milliseconds"/> in its <paramref name="turn"/>th turn.</summary>
    public Remark? Hearing(int turn, int milliseconds)
    {
        if (_cutIn || persona.CutIn is not { } cutIn || turn != cutIn.Turn || milliseconds < cutIn.AfterMs)
            return null;
        _cutIn = true;
        return Spoken(new Remark(cutIn.Say, cutIn.HangUp));
    }

    private Remark Otherwise(int turn) =>
        persona.Otherwise is { Count: > 0 } remarks ? remarks[Math.Min(turn, remarks.Count - 1)] : Remark.Nothing;

    private Remark Spoken(Remark remark)
    {
        _last = remark.Say ?? _last;
        return remark;
    }

    // Spaces at both ends make a search for whole words of a search for a substring.
    private static string Plain(string text) => $" {NoWord().Replace(text.ToLowerInvariant(), " ").Trim()} ";

    [GeneratedRegex("[^a-z0-9']+", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex NoWord();
}
