using System.Net;
using System.Security.Cryptography;
using System.Text;
using Futwork.Hosting;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;

namespace Futwork.Trunks;

/// <summary>How this node reaches the telephone network. Each property is the setting <c>Line:…</c> of the same name.</summary>
internal sealed class LineOptions
{
    /// <summary>The local address for SIP and RTP. Default <c>0.0.0.0</c>: every one, since carriers are elsewhere. <c>127.0.0.1</c> keeps calls on this machine.</summary>
    public IPAddress Address { get; private init; } = IPAddress.Any;

    /// <summary>The address that carriers are told to send to, when it is not our own (behind NAT). Default: our own.</summary>
    public IPAddress? PublicAddress { get; private init; }

    /// <summary>The SIP port, UDP and TCP. Default 5060, which carriers that know us by address expect; 0 takes any that is free.</summary>
    public int SipPort { get; private init; } = 5060;

    /// <summary>The port for SIP over TLS, which listens where there is a certificate. Default 5061; 0 takes any that is free.</summary>
    public int TlsPort { get; private init; } = 5061;

    /// <summary>Our certificate for SIP over TLS with those above it, a PEM file, read anew when it changes. Default: none; TLS connections are then only made, not taken.</summary>
    public string? TlsCertificateFile { get; private init; }

    /// <summary>The private key of <see cref="TlsCertificateFile"/>, a PEM file without a passphrase.</summary>
    public string? TlsKeyFile { get; private init; }

    /// <summary>Carriers that connect must show a certificate signed by one of those in this PEM file. Default: none is asked for.</summary>
    public string? TlsClientCaFile { get; private init; }

    /// <summary>The lowest RTP port. Default 16384.</summary>
    public int FirstRtpPort { get; private init; } = 16384;

    /// <summary>The highest RTP port. Default 32767: below the ports that the system gives away, and room for 8,192 calls of two ports each.</summary>
    public int LastRtpPort { get; private init; } = 32767;

    /// <summary>Seconds without sound from the far end after which a call is dead. Default 30.</summary>
    public int SilentLineSeconds { get; private init; } = 30;

    /// <summary>Seconds that a call may live without a sign of life from the far end's signalling (RFC 4028). Default 1800; 0 asks for none.</summary>
    public int SessionExpiresSeconds { get; private init; } = 1800;

    /// <summary>Whether packets take a system call each, although the kernel could do with one for many calls (io_uring). Default: no.</summary>
    public bool AvoidIoUring { get; private init; }

    /// <summary>How many threads pace sound at most; more than one run only with more calls than one has time for. Default: half as many as there are processors.</summary>
    public int ClockThreads { get; private init; } = new MediaOptions().ClockThreads;

    /// <summary>How sound is marked for routers on the way (DSCP, RFC 2474), 0 to 63. Default: 46, EF.</summary>
    public int SoundDscp { get; private init; } = new MediaOptions().Dscp;

    /// <summary>How SIP is marked, in the same way. Default: 40, CS5.</summary>
    public int SipDscp { get; private init; } = new SipOptions().Dscp;

    /// <summary>Reads and checks the settings below <c>Line</c>.</summary>
    /// <exception cref="SettingsException">One of them is wrong.</exception>
    public static LineOptions From(IConfiguration configuration)
    {
        var line = configuration.GetSection("Line");
        var usual = new LineOptions();
        var options = new LineOptions
        {
            Address = ReadAddress(line, nameof(Address)) ?? usual.Address,
            PublicAddress = ReadAddress(line, nameof(PublicAddress)),
            SipPort = line.Whole(nameof(SipPort), usual.SipPort, 0, 65535),
            TlsPort = line.Whole(nameof(TlsPort), usual.TlsPort, 0, 65535),
            TlsCertificateFile = line[nameof(TlsCertificateFile)],
            TlsKeyFile = line[nameof(TlsKeyFile)],
            TlsClientCaFile = line[nameof(TlsClientCaFile)],
            FirstRtpPort = line.Whole(nameof(FirstRtpPort), usual.FirstRtpPort, 1024, 65534),
            LastRtpPort = line.Whole(nameof(LastRtpPort), usual.LastRtpPort, 1025, 65535),
            SilentLineSeconds = line.Whole(nameof(SilentLineSeconds), usual.SilentLineSeconds, 5, 600),
            SessionExpiresSeconds = line.Whole(nameof(SessionExpiresSeconds), usual.SessionExpiresSeconds, 0, 86400),
            AvoidIoUring = line.Flag(nameof(AvoidIoUring)),
            ClockThreads = line.Whole(nameof(ClockThreads), usual.ClockThreads, 1, 1024),
            SoundDscp = line.Whole(nameof(SoundDscp), usual.SoundDscp, 0, 63),
            SipDscp = line.Whole(nameof(SipDscp), usual.SipDscp, 0, 63),
        };
        return options.LastRtpPort > options.FirstRtpPort
            ? options
            : throw new SettingsException($"Line:LastRtpPort is {options.LastRtpPort}; it must be above Line:FirstRtpPort, {options.FirstRtpPort}.");
    }

    /// <param name="tls">Where TLS connections are taken; null: they are only made.</param>
    public SipOptions Sip(SipTlsListener? tls) => new()
    {
        BindAddress = Address,
        AdvertisedAddress = PublicAddress,
        Port = SipPort,
        Dscp = SipDscp,
        TlsListener = tls,
        InstanceId = InstanceOf(Environment.MachineName, SipPort),
        SessionExpires = SessionExpiresSeconds == 0 ? null : TimeSpan.FromSeconds(SessionExpiresSeconds),
    };

    public MediaOptions Media() => new()
    {
        BindAddress = Address,
        AdvertisedAddress = PublicAddress,
        Dscp = SoundDscp,
        FirstPort = FirstRtpPort,
        LastPort = LastRtpPort,
        MediaTimeout = TimeSpan.FromSeconds(SilentLineSeconds),
        BatchSystemCalls = !AvoidIoUring,
        ClockThreads = ClockThreads,
    };

    /// <summary>This node as registrars know it (RFC 5626), the same when it starts again. Where any port will do it is another one each time.</summary>
    internal static Guid InstanceOf(string machine, int port)
    {
        if (port == 0)
            return Guid.NewGuid();
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"futwork sip {machine}:{port}")).AsSpan(0, 16);
        // RFC 9562 section 5.8: of our own making.
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static IPAddress? ReadAddress(IConfiguration line, string name)
    {
        if (line[name] is not { Length: > 0 } text)
            return null;
        return IPAddress.TryParse(text, out var address)
            ? address
            : throw line.Wrong(name, text, "an IP address, such as 203.0.113.7");
    }
}
