using System.Net;
using System.Text;
using System.Text.Json;
using Futwork.Realtime.Sip.Transport;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Trunks;

/// <summary>The part of a trunk's settings that says how to reach the carrier.</summary>
internal sealed partial class SipTrunkReader
{
    private const int MaxGateways = 16;
    private const int UsualExpiry = 3600;
    private const string AnyTransport = "\"udp\", \"tcp\" or \"tls\"";

    private static readonly string[] KnownTls = ["serverName", "ca", "caFile", "clientCertificate", "clientKey", "pins", "wildcards"];
    private static readonly string[] KnownOfGateway = ["host", "port", "transport", "priority"];

    /// <summary>
    /// What reading the certificates brings up: for the moment a trunk is saved. A certificate that expires later fails the connection,
    /// with its reason in the log, not the settings.
    /// </summary>
    public static IEnumerable<SettingsProblem> CheckCertificates(SipTrunkSettings settings, DateTimeOffset now) =>
        TlsMaterial.Check(settings.Tls, now).Select(p => new SettingsProblem($"/tls/{p.Setting}", p.Message));

    /// <summary>Whether a gateway can be looked for, whatever else is wrong with the settings.</summary>
    public static bool IsSomewhere(SipGateway gateway) => IsHost(gateway.Host) && gateway.Port is >= 0 and <= IPEndPoint.MaxPort;

    private void CheckLine(SipTrunkSettings settings)
    {
        if (settings.Gateways.Count == 0 && !IsHost(settings.Host)) Problem("host", "The carrier's host is required: a name such as sip.example.net or an address, without a port.");
        if (settings.Gateways.Count > 0 && (settings.Host.Length > 0 || settings.Port is not null || settings.Transport is not null))
            Problem("gateways", "Give host, port and transport, or gateways that have their own, not both. The carrier's domain, where it is another, is fromDomain.");
        if (settings.Port is < 1 or > IPEndPoint.MaxPort) Problem("port", $"{settings.Port} is not a port: 1 to 65535; SIP uses 5060, over TLS 5061.");
        if (settings.Transport is { } transport && TransportOf(transport) is null) Problem("transport", $"'{transport}' is not a transport: {AnyTransport}.");
        if (settings.FailoverSeconds is < 1 or > 30) Problem("failoverSeconds", "It must be from 1 to 30 seconds.");
        if (settings.QualifySeconds is not (null or 0 or (>= 5 and <= 3600))) Problem("qualifySeconds", "It must be from 5 to 3600 seconds, or 0 for never.");
        if (settings.RegisterSeconds is not null && settings.Username is null) Problem("register", "Registering needs a username: the user that the carrier knows us by.");
    }

    private static SipTransport? TransportOf(string name) => SipTransportNames.Parse(Encoding.UTF8.GetBytes(name));

    private SipTlsSettings Tls(JsonElement json)
    {
        if (!TryGet(json, "tls", JsonValueKind.Object, "an object such as {\"serverName\":\"sip.example.net\"}", out var tls)) return new SipTlsSettings();
        if (Text(json, "transport") is "udp" or "tcp") Problem("tls", "It has no meaning over udp or tcp: choose \"transport\": \"tls\", or leave tls out.");
        Unknown(tls, "tls/", KnownTls, "tls");
        var settings = new SipTlsSettings
        {
            ServerName = Text(tls, "serverName", "tls/"),
            Ca = Text(tls, "ca", "tls/"),
            CaFile = Text(tls, "caFile", "tls/"),
            ClientCertificate = Text(tls, "clientCertificate", "tls/"),
            ClientKey = Text(tls, "clientKey", "tls/"),
            Pins = Pins(tls),
            Wildcards = Flag(tls, "wildcards", "tls/") ?? false,
        };
        if (settings.ServerName is { } name && !IsHost(name)) Problem("tls/serverName", $"'{name}' is not a name that a certificate can bear: a host name such as sip.example.net, without a port.");
        return settings;
    }

    private List<string> Pins(JsonElement tls)
    {
        List<string> pins = [];
        if (!TryGet(tls, "pins", JsonValueKind.Array, "a list of pins", out var list, "tls/")) return pins;
        foreach (var (index, item) in list.EnumerateArray().Index())
        {
            if (item.ValueKind == JsonValueKind.String) pins.Add(item.GetString()!);
            else Problem($"tls/pins/{index}", "A pin must be a string.");
        }

        return pins;
    }

    private List<SipGateway> Gateways(JsonElement json)
    {
        List<SipGateway> gateways = [];
        if (!TryGet(json, "gateways", JsonValueKind.Array, "a list such as [{\"host\":\"a.example.net\"},{\"host\":\"b.example.net\"}]", out var list)) return gateways;
        var tls = Tls(json);
        foreach (var (index, item) in list.EnumerateArray().Index())
        {
            if (item.ValueKind == JsonValueKind.Object) gateways.Add(Gateway(item, $"gateways/{index}/", tls));
            else Problem($"gateways/{index}", "A gateway must be an object such as {\"host\":\"a.example.net\",\"port\":5060,\"priority\":1}.");
        }

        if (list.GetArrayLength() is 0 or > MaxGateways) Problem("gateways", $"Name 1 to {MaxGateways} gateways, or give host instead.");
        return gateways;
    }

    private SipGateway Gateway(JsonElement json, string at, SipTlsSettings tls)
    {
        Unknown(json, at, KnownOfGateway, "a gateway");
        var host = Text(json, "host", at) ?? "";
        var port = Number(json, "port", at);
        var transport = Text(json, "transport", at);
        var priority = Number(json, "priority", at) ?? 1;
        if (!IsHost(host)) Problem(at + "host", "Each gateway needs its host: a name such as a.example.net or an address, without a port.");
        if (port is < 1 or > IPEndPoint.MaxPort) Problem(at + "port", $"{port} is not a port: 1 to 65535; SIP uses 5060, over TLS 5061.");
        if (transport is not null && TransportOf(transport) is null) Problem(at + "transport", $"'{transport}' is not a transport: {AnyTransport}.");
        if (priority is < 0 or > 65535) Problem(at + "priority", "It must be from 0 to 65535; the lowest is tried first.");
        return new SipGateway { Host = host, Port = port ?? 0, Transport = transport is null ? null : TransportOf(transport), Tls = tls, Priority = priority };
    }

    /// <summary><c>true</c>, or an object that says for how long.</summary>
    private int? Register(JsonElement json)
    {
        if (!json.TryGetProperty("register", out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.False) return null;
        if (value.ValueKind == JsonValueKind.True) return UsualExpiry;
        if (value.ValueKind != JsonValueKind.Object)
        {
            Problem("register", "It must be true, false or an object such as {\"expirySeconds\":3600}.");
            return null;
        }

        Unknown(value, "register/", ["expirySeconds"], "register");
        var seconds = Number(value, "expirySeconds", "register/") ?? UsualExpiry;
        if (seconds is < 60 or > 86_400) Problem("register/expirySeconds", "It must be from 60 to 86400 seconds; the carrier may shorten it.");
        return seconds;
    }

    private void Unknown(JsonElement json, string at, string[] known, string what)
    {
        foreach (var property in json.EnumerateObject().Where(p => !known.Contains(p.Name)))
            Problem(at + JsonPointer.Escape(property.Name), $"'{property.Name}' is not a setting of {what}. The settings are: {string.Join(", ", known)}.");
    }
}
