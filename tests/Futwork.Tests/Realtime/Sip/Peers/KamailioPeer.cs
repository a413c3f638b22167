using System.Net;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>
/// Kamailio, a proxy and registrar, on loopback: UDP and TCP on one port, TLS on another. It wants the password of whoever registers or
/// calls, and rings those who have registered.
/// </summary>
internal sealed class KamailioPeer : IAsyncDisposable
{
    public const string Password = "s3cret";

    private readonly PeerProcess _process;
    private readonly DirectoryInfo _folder;

    private KamailioPeer(PeerProcess process, DirectoryInfo folder, int port, int tlsPort) =>
        (_process, _folder, Port, TlsPort) = (process, folder, port, tlsPort);

    /// <summary>UDP and TCP.</summary>
    public int Port { get; }

    public int TlsPort { get; }

    /// <summary>What it wrote, for a failing test.</summary>
    public string Output => _process.Output;

    /// <param name="certificate">What it shows over TLS; null: it does not speak TLS.</param>
    /// <param name="longestExpiry">The longest registration that it grants, in seconds.</param>
    /// <param name="shortestExpiry">The shortest that it takes, in seconds.</param>
    /// <param name="rtpengine">What the sound of its calls goes through; null: from phone to phone.</param>
    /// <param name="decrypts">Lets rtpengine speak plainly to whoever is called.</param>
    /// <param name="domain">The only domain that it knows; whoever calls must be named in From by the account there. Null: any, and any.</param>
    public static async Task<KamailioPeer> StartAsync(
        TestCertificate? certificate = null, int longestExpiry = 600, int shortestExpiry = 1, RtpenginePeer? rtpengine = null, bool decrypts = false, string? domain = null)
    {
        int port = Ports.FreeFour(), tlsPort = Ports.FreeFour();
        var folder = Directory.CreateTempSubdirectory("kamailio-");
        string At(string file) => Path.Combine(folder.FullName, file);
        if (certificate is not null)
        {
            await File.WriteAllTextAsync(At("certificate.pem"), certificate.Pem);
            await File.WriteAllTextAsync(At("key.pem"), certificate.KeyPem);
            await File.WriteAllTextAsync(At("tls.cfg"), TlsConfiguration(folder));
        }

        await File.WriteAllTextAsync(At("kamailio.cfg"), Configuration(folder, port, certificate is null ? null : tlsPort, longestExpiry, shortestExpiry, rtpengine, decrypts ? " RTP/AVP" : "", domain));
        var process = PeerProcess.Start("kamailio", folder.FullName, "-DD", "-E", "-m", "32", "-M", "4", "-Y", folder.FullName, "-f", At("kamailio.cfg"));
        var peer = new KamailioPeer(process, folder, port, tlsPort);
        return await PeerProcess.ReadyAsync(peer, async () =>
        {
            await PeerProcess.BoundAsync(port, process);
            if (certificate is not null) await PeerProcess.BoundAsync(tlsPort, process);
        });
    }

    /// <summary>Registers a phone of ours over UDP, for as long as what is returned is not disposed of.</summary>
    public async Task<IAsyncDisposable> RegisteredAsync(SipPhone phone)
    {
        var line = Line(Gateway(SipTransport.Udp));
        var kept = phone.Agent.Keep(line);
        await Eventually.IsAsync(() => phone.Agent.Health(line).Registration is { State: RegistrationState.Registered } now ? now : null);
        return kept;
    }

    /// <summary>The way in over that transport.</summary>
    public SipGateway Gateway(SipTransport transport, SipTlsSettings? tls = null) => new()
    {
        Host = IPAddress.Loopback.ToString(),
        Port = transport == SipTransport.Tls ? TlsPort : Port,
        Transport = transport,
        Tls = tls ?? new SipTlsSettings(),
    };

    /// <summary>A line that registers <c>desk</c> there.</summary>
    public static SipLineSetup Line(SipGateway gateway) => new()
    {
        Gateways = [gateway],
        User = "desk",
        Credentials = new SipCredentials("desk", Password),
        Register = TimeSpan.FromSeconds(300),
    };

    /// <summary>A call to <c>desk</c> by way of the first of these that takes it.</summary>
    public static SipDialRequest Call(params IReadOnlyList<SipGateway> gateways) => new()
    {
        CallId = Guid.NewGuid().ToString(),
        Gateways = gateways,
        To = "desk",
        From = "caller",
        Credentials = new SipCredentials("caller", Password),
    };

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string TlsConfiguration(DirectoryInfo folder) => $"""
        [server:default]
        method = TLSv1.2+
        verify_certificate = no
        require_certificate = no
        private_key = {folder.FullName}/key.pem
        certificate = {folder.FullName}/certificate.pem
        [client:default]
        method = TLSv1.2+
        verify_certificate = no

        """;

    private static string Configuration(DirectoryInfo folder, int port, int? tlsPort, int longestExpiry, int shortestExpiry, RtpenginePeer? rtpengine, string flags, string? domain) => $$"""
        #!KAMAILIO
        debug=1
        log_stderror=yes
        children=1
        tcp_children=2
        disable_core_dump=yes
        mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/:/usr/lib/aarch64-linux-gnu/kamailio/modules/"
        listen=udp:127.0.0.1:{{port}}
        listen=tcp:127.0.0.1:{{port}}
        {{(tlsPort is null ? "" : $"enable_tls=yes\nlisten=tls:127.0.0.1:{tlsPort}")}}
        loadmodule "tm.so"
        loadmodule "sl.so"
        loadmodule "rr.so"
        loadmodule "pv.so"
        loadmodule "maxfwd.so"
        loadmodule "textops.so"
        loadmodule "siputils.so"
        loadmodule "usrloc.so"
        loadmodule "registrar.so"
        loadmodule "auth.so"
        {{(tlsPort is null ? "" : $"loadmodule \"tls.so\"\nmodparam(\"tls\", \"config\", \"{folder.FullName}/tls.cfg\")")}}
        {{(rtpengine is null ? "" : $"loadmodule \"rtpengine.so\"\nmodparam(\"rtpengine\", \"rtpengine_sock\", \"udp:127.0.0.1:{rtpengine.Port}\")")}}
        modparam("registrar", "min_expires", {{shortestExpiry}})
        modparam("registrar", "max_expires", {{longestExpiry}})
        modparam("registrar", "outbound_mode", 1)
        modparam("registrar", "use_path", 1)
        modparam("registrar", "path_mode", 0)
        modparam("usrloc", "db_mode", 0)
        modparam("rr", "enable_double_rr", 1)
        request_route {
          if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
          if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
          if (has_totag()) {
            if (loose_route()) { {{(rtpengine is null ? "" : "route(SOUND);")}} t_relay(); }
            else if (is_method("ACK")) { if (t_check_trans()) t_relay(); }
            else sl_send_reply("404", "Not Here");
            exit;
          }
          if (is_method("OPTIONS")) { sl_send_reply("200", "Alive"); exit; }
          {{(domain is null ? "" : $"if ($rd != \"{domain}\" || $td != \"{domain}\" || $fd != \"{domain}\") {{ sl_send_reply(\"403\", \"Another Domain\"); exit; }}")}}
          if (!pv_auth_check("$fd", "{{Password}}", "0", "{{(domain is null ? 0 : 1)}}")) { auth_challenge("$fd", "0"); exit; }
          consume_credentials();
          if (is_method("REGISTER")) { save("location"); exit; }
          record_route();
          if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
          {{(rtpengine is null ? "" : "route(SOUND);")}}
          t_relay();
        }
        {{(rtpengine is null ? "" : Sound(flags))}}

        """;

    private static string Sound(string flags) => $$"""
        route[SOUND] {
          if (!is_method("INVITE|UPDATE|BYE")) return;
          rtpengine_manage("replace-origin replace-session-connection{{flags}}");
          t_on_reply("SOUND");
        }
        onreply_route[SOUND] {
          if (has_body("application/sdp")) rtpengine_manage("replace-origin replace-session-connection");
        }

        """;
}
