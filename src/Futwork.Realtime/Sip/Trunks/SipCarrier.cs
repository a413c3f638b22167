using System.Net;
using System.Text;
using System.Text.Json;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip.Sdp;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Trunks;

/// <summary>The carrier that needs no vendor's API: a SIP trunk (<see cref="SipTrunkSettings"/>).</summary>
public sealed class SipCarrier(SipUserAgent agent) : ICarrier
{
    private const int UsualQualifySeconds = 60;

    /// <inheritdoc/>
    public string Name => "sip";

    /// <inheritdoc/>
    public IReadOnlyList<SettingsProblem> Check(JsonElement settings) => Problems(settings);

    /// <inheritdoc/>
    public IAsyncDisposable? Keep(JsonElement settings) =>
        SipTrunkReader.Read(settings) is { Problems.Count: 0 } read && Line(read.Settings) is { } line && (line.Qualify ?? line.Register) is not null ? agent.Keep(line) : null;

    /// <inheritdoc/>
    public LineHealth? Health(JsonElement settings) => SipTrunkReader.Read(settings) is { Problems.Count: 0 } read ? agent.Health(Line(read.Settings)) : null;

    /// <inheritdoc/>
    public ICallLeg Dial(DialRequest request)
    {
        var (trunk, problems) = SipTrunkReader.Read(request.Settings);
        if (problems.Count > 0) throw new ArgumentException($"The trunk's settings are wrong at {problems[0].Pointer}: {problems[0].Message}", nameof(request));
        request = request with { To = Called(trunk).Write(request.To), From = new NumberForm(trunk.CallerNumbers, trunk.LeadingPlus).Write(request.From) };
        return agent.Dial(new SipDialRequest
        {
            CallId = request.CallId.ToString(),
            Gateways = Gateways(trunk),
            Silence = TimeSpan.FromSeconds(trunk.FailoverSeconds),
            To = request.To,
            From = request.From,
            FromUser = trunk.FromUser,
            FromDomain = trunk.FromDomain,
            Domain = trunk.Domain,
            Numbers = HandedOver(trunk),
            Credentials = Credentials(trunk),
            Codecs = Codecs(trunk),
            MediaEncryption = Encryption(trunk),
            Secure = trunk.Sips,
            RingTimeout = request.RingTimeout,
            LeaveBy = request.LeaveBy,
            AnotherPlaceAsync = request.AnotherPlaceAsync,
            MayLeave = request.MayLeave,
            Headers = trunk.Headers.ToDictionary(header => header.Key, header => HeaderPlaceholders.Fill(header.Value, request)),
            OnProgress = request.OnProgress,
            OnEarlySound = trunk.Announcements ? request.OnEarlySound : null,
        });
    }

    /// <summary>Gives a call that came in over a trunk the codecs, the encryption and the password of that trunk, whatever else is wrong with its settings. Before the answer.</summary>
    public static void Admit(IncomingCall call, JsonElement settings)
    {
        var trunk = SipTrunkReader.Read(settings).Settings;
        var codecs = Codecs(trunk);
        // Where this machine speaks none of them, being called is better than refusing.
        if (Array.Exists(codecs, SdpCodecs.IsAvailable)) call.Codecs = codecs;
        call.MediaEncryption = Encryption(trunk);
        call.Credentials = Credentials(trunk);
        call.Numbers = HandedOver(trunk);
    }

    /// <summary>
    /// From where calls may come in over a trunk: every address that its carrier goes by, as far as <paramref name="agent"/> knows. Whatever else is wrong with the settings,
    /// such as a codec that this machine has no library for, keeps no carrier out. Never faults.
    /// </summary>
    public static Task<IReadOnlyList<IPAddress>> SourcesAsync(SipUserAgent agent, JsonElement settings)
    {
        var line = Line(SipTrunkReader.Read(settings).Settings);
        return agent.SourcesAsync(line with { Gateways = [.. line.Gateways.Where(SipTrunkReader.IsSomewhere)] });
    }

    /// <summary>The user that a trunk registers as, whom its carrier may call instead of the number that was dialled; null where it does not register.</summary>
    public static string? RegisteredUser(JsonElement settings) =>
        SipTrunkReader.Read(settings).Settings is { RegisterSeconds: not null } trunk ? trunk.Username : null;

    /// <inheritdoc/>
    public bool IsFull => agent.IsFull;

    /// <inheritdoc/>
    public TransferWay TransferWay(JsonElement settings) =>
        Enum.TryParse(SipTrunkReader.Read(settings).Settings.Transfer, ignoreCase: true, out TransferWay way) ? way : Telephony.TransferWay.Auto;

    /// <summary>The user agent is the host's; it may serve calls to us too.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IReadOnlyList<SettingsProblem> Problems(JsonElement settings)
    {
        var (trunk, problems) = SipTrunkReader.Read(settings);
        return problems.Count > 0 ? problems : [.. SipTrunkReader.CheckCertificates(trunk, agent.Time.GetUtcNow())];
    }

    private static AudioCodec[] Codecs(SipTrunkSettings trunk) => [.. trunk.Codecs.Select(SdpCodecs.ByName).OfType<AudioCodec>()];

    /// <summary>What we do not know, because it is of a later version say, lets nothing through in clear.</summary>
    private static SipMediaEncryption Encryption(SipTrunkSettings trunk) =>
        Enum.TryParse(trunk.MediaEncryption, ignoreCase: true, out SipMediaEncryption encryption) ? encryption : SipMediaEncryption.Required;

    private static IReadOnlyList<SipGateway> Gateways(SipTrunkSettings trunk) => trunk.Gateways.Count > 0
        ? trunk.Gateways
        : [new SipGateway { Host = trunk.Host, Port = trunk.Port ?? 0, Transport = trunk.Transport is { } name ? SipTransportNames.Parse(Encoding.UTF8.GetBytes(name)) : null, Tls = trunk.Tls }];

    private static SipLineSetup Line(SipTrunkSettings trunk)
    {
        var gateways = Gateways(trunk);
        var qualify = trunk.QualifySeconds ?? (gateways.Count > 1 ? UsualQualifySeconds : 0);
        return new SipLineSetup
        {
            Gateways = gateways,
            User = trunk.Username ?? "futwork",
            Domain = trunk.Domain ?? trunk.FromDomain,
            Credentials = Credentials(trunk),
            Secure = trunk.Sips,
            Qualify = qualify > 0 ? TimeSpan.FromSeconds(qualify) : null,
            Register = trunk.RegisterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    private static NumberForm Called(SipTrunkSettings trunk) => new(trunk.CalledNumbers, trunk.LeadingPlus);

    /// <summary>Where the trunk says nothing of its numbers, the call itself tells how its carrier writes them.</summary>
    private static NumberForm? HandedOver(SipTrunkSettings trunk) => trunk.CalledNumbers.Count > 0 ? Called(trunk) : null;

    private static SipCredentials? Credentials(SipTrunkSettings trunk) =>
        trunk is { Password: { } password } && (trunk.AuthId ?? trunk.Username) is { } user ? new SipCredentials(user, password) : null;
}
