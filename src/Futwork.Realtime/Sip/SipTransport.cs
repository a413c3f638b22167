namespace Futwork.Realtime.Sip;

/// <summary>What carries the signalling.</summary>
public enum SipTransport
{
    /// <summary>UDP (RFC 3261 section 18).</summary>
    Udp,

    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>TLS over TCP (RFC 3261 section 26.2, RFC 5922).</summary>
    Tls,
}

/// <summary>The names and ports that go with a transport.</summary>
internal static class SipTransportNames
{
    public const int DefaultPort = 5060;

    public const int DefaultTlsPort = 5061;

    /// <summary>The port where a URI or a setting names none (RFC 3261 section 19.1.2).</summary>
    public static int Port(this SipTransport transport) => transport == SipTransport.Tls ? DefaultTlsPort : DefaultPort;

    /// <summary>As it stands in a URI's <c>transport</c> parameter and in settings.</summary>
    public static string Name(this SipTransport transport) => transport switch
    {
        SipTransport.Tcp => "tcp",
        SipTransport.Tls => "tls",
        _ => "udp",
    };

    /// <summary>Null for a name that we do not know.</summary>
    public static SipTransport? Parse(ReadOnlySpan<byte> name) =>
        System.Text.Ascii.EqualsIgnoreCase(name, "udp"u8) ? SipTransport.Udp
        : System.Text.Ascii.EqualsIgnoreCase(name, "tcp"u8) ? SipTransport.Tcp
        : System.Text.Ascii.EqualsIgnoreCase(name, "tls"u8) ? SipTransport.Tls
        : null;
}
