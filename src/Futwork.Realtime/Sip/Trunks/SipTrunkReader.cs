using System.Net;
using System.Text.Json;
using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Sip.Sdp;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Trunks;

/// <summary>Reads and checks the settings of a SIP trunk, naming every problem at once.</summary>
internal sealed partial class SipTrunkReader
{
    private static readonly string[] Known =
        ["host", "port", "transport", "username", "password", "authId", "domain", "fromDomain", "fromUser", "codecs", "mediaEncryption", "allowKeysInClear", "leadingPlus",
            "calledNumbers", "callerNumbers", "transfer", "headers", "tls", "gateways", "failoverSeconds", "qualifySeconds", "register", "sips", "announcements"];

    private readonly List<SettingsProblem> _problems = [];

    private SipTrunkReader()
    {
    }

    /// <summary>The settings, and what is wrong with them; they are of use only when nothing is.</summary>
    public static (SipTrunkSettings Settings, IReadOnlyList<SettingsProblem> Problems) Read(JsonElement json)
    {
        var reader = new SipTrunkReader();
        if (json.ValueKind != JsonValueKind.Object)
            return (new SipTrunkSettings(), [new SettingsProblem("", "The settings of a SIP trunk must be a JSON object such as {\"host\":\"sip.example.net\"}.")]);
        var settings = reader.ReadObject(json);
        return (settings, reader._problems);
    }

    private SipTrunkSettings ReadObject(JsonElement json)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (!Known.Contains(property.Name))
                Problem(JsonPointer.Escape(property.Name), $"'{property.Name}' is not a setting of a SIP trunk. The settings are: {string.Join(", ", Known)}.");
        }

        var defaults = new SipTrunkSettings();
        var settings = new SipTrunkSettings
        {
            Host = Text(json, "host") ?? "",
            Port = Number(json, "port"),
            Transport = Text(json, "transport"),
            Tls = Tls(json),
            Gateways = Gateways(json),
            Sips = Flag(json, "sips") ?? false,
            FailoverSeconds = Number(json, "failoverSeconds") ?? defaults.FailoverSeconds,
            QualifySeconds = Number(json, "qualifySeconds"),
            RegisterSeconds = Register(json),
            Username = Text(json, "username"),
            Password = Text(json, "password"),
            AuthId = Text(json, "authId"),
            Domain = Text(json, "domain"),
            FromDomain = Text(json, "fromDomain"),
            FromUser = Text(json, "fromUser"),
            Codecs = Codecs(json) ?? defaults.Codecs,
            MediaEncryption = Text(json, "mediaEncryption") ?? defaults.MediaEncryption,
            AllowKeysInClear = Flag(json, "allowKeysInClear") ?? defaults.AllowKeysInClear,
            LeadingPlus = Flag(json, "leadingPlus") ?? defaults.LeadingPlus,
            CalledNumbers = Prefixes(json, "calledNumbers"),
            CallerNumbers = Prefixes(json, "callerNumbers"),
            Transfer = Text(json, "transfer") ?? defaults.Transfer,
            Announcements = Flag(json, "announcements") ?? defaults.Announcements,
            Headers = Headers(json),
        };
        Check(settings);
        return settings;
    }

    private void Check(SipTrunkSettings settings)
    {
        CheckLine(settings);
        if (settings.Transfer is not ("auto" or "refer" or "attended" or "bridge"))
            Problem("transfer", $"'{settings.Transfer}' is not a way to hand calls over: \"auto\", \"refer\", \"attended\" or \"bridge\".");
        CheckDomain("domain", settings.Domain);
        CheckDomain("fromDomain", settings.FromDomain);
        if (settings.FromUser is "") Problem("fromUser", "It must be the user that the carrier wants in From, such as its account or main number; leave it out for the caller id.");
        CheckEncryption(settings);
        if (settings.Sips && !IsSignalledOverTls(settings)) Problem("sips", "A sips: URI is reached over TLS alone: set \"transport\": \"tls\", for each gateway where there are several.");
        var user = settings.AuthId ?? settings.Username;
        if (user is not null && settings.Password is null) Problem("password", "A username needs its password; leave out both where the carrier knows you by your address.");
        if (user is null && settings.Password is not null) Problem("username", "A password needs its username (or authId).");
    }

    private void CheckDomain(string name, string? domain)
    {
        if (domain is not null && !IsHost(domain)) Problem(name, $"'{domain}' is not a domain: a host name or an address, without a port.");
    }

    private void CheckEncryption(SipTrunkSettings settings)
    {
        if (settings.MediaEncryption is not ("off" or "required" or "optimistic"))
            Problem("mediaEncryption", $"'{settings.MediaEncryption}' is not a way to encrypt sound: \"off\", \"required\" or \"optimistic\".");
        else if (settings.MediaEncryption != "off" && !settings.AllowKeysInClear && !IsSignalledOverTls(settings))
        {
            Problem(
                "mediaEncryption",
                "Without TLS the keys of the sound would be readable in the signalling. Set \"transport\": \"tls\"; where a VPN or the like protects the signalling, set \"allowKeysInClear\": true.");
        }
    }

    private static bool IsSignalledOverTls(SipTrunkSettings settings) => settings.Gateways.Count > 0
        ? settings.Gateways.All(gateway => gateway.Transport is SipTransport.Tls)
        : settings.Transport == "tls";

    private static bool IsHost(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out _) || Uri.CheckHostName(host) == UriHostNameType.Dns;

    private string[]? Codecs(JsonElement json)
    {
        if (!TryGet(json, "codecs", JsonValueKind.Array, "a list such as [\"PCMU\",\"PCMA\"]", out var list)) return null;
        List<string> codecs = [];
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var name = item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText();
            if (SdpCodecs.ByName(name) is not null) codecs.Add(name);
            else Problem($"codecs/{index}", $"'{name}' is not a codec of ours: \"PCMU\", \"PCMA\", \"G722\" or \"OPUS\".");
            index++;
        }

        if (index == 0) Problem("codecs", "At least one codec is required, such as \"PCMU\" or \"PCMA\".");
        else if (codecs.TrueForAll(name => !SdpCodecs.IsAvailable(SdpCodecs.ByName(name)!.Value)) && codecs.Count == index)
            Problem("codecs", "Opus needs the library libopus on this machine (Debian: libopus0), and no other codec is allowed: install it, or add \"PCMU\".");
        return [.. codecs];
    }

    private Dictionary<string, string> Headers(JsonElement json)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!TryGet(json, "headers", JsonValueKind.Object, "an object such as {\"X-Account\":\"42\"}", out var given)) return headers;
        foreach (var property in given.EnumerateObject())
        {
            var pointer = $"headers/{JsonPointer.Escape(property.Name)}";
            if (property.Value.ValueKind != JsonValueKind.String) Problem(pointer, "A header's value must be a string.");
            else if (InviteRequest.Problem(property.Name, property.Value.GetString()!) is { } problem) Problem(pointer, problem);
            else if (HeaderPlaceholders.Problem(property.Value.GetString()!) is { } unknown) Problem(pointer, unknown);
            else headers[property.Name] = property.Value.GetString()!;
        }

        return headers;
    }

    private string? Text(JsonElement json, string name, string at = "") =>
        TryGet(json, name, JsonValueKind.String, "a string", out var value, at) ? value.GetString() : null;

    private int? Number(JsonElement json, string name, string at = "")
    {
        if (!TryGet(json, name, JsonValueKind.Number, "a whole number", out var value, at)) return null;
        if (value.TryGetInt32(out var number)) return number;
        Problem(at + name, $"{value.GetRawText()} is not a whole number.");
        return null;
    }

    private bool? Flag(JsonElement json, string name, string at = "")
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Problem(at + name, $"{value.GetRawText()} is neither true nor false.");
        return null;
    }

    private bool TryGet(JsonElement json, string name, JsonValueKind kind, string wanted, out JsonElement value, string at = "")
    {
        if (!json.TryGetProperty(name, out value) || value.ValueKind == JsonValueKind.Null) return false;
        if (value.ValueKind == kind) return true;
        Problem(at + name, $"'{name}' must be {wanted}.");
        return false;
    }

    /// <summary>Notes the first problem of each value: what follows from it would only confuse.</summary>
    private void Problem(string pointer, string message)
    {
        if (_problems.TrueForAll(p => p.Pointer != "/" + pointer)) _problems.Add(new SettingsProblem("/" + pointer, message));
    }
}
