namespace Futwork.Realtime.Sip.Transport;

/// <summary>Whom a TLS connection must reach.</summary>
/// <param name="Host">The host that was asked for, before DNS.</param>
/// <param name="Settings">What it must prove.</param>
internal sealed record TlsTarget(string Host, SipTlsSettings Settings)
{
    /// <summary>The name that its certificate must bear.</summary>
    public string Name => (Settings.ServerName ?? Host).Trim('[', ']').TrimEnd('.');

    public string Key => Name + " " + Settings.Key;

    public bool Equals(TlsTarget? other) => other?.Key == Key;

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
}
