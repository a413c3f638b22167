using System.Text.Json;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Sdp;

namespace Futwork.Realtime.Telephony;

/// <summary>The carrier that needs no vendor's API: a SIP trunk (<see cref="SipTrunkSettings"/>).</summary>
public sealed class SipCarrier(SipUserAgent agent) : ICarrier
{
    /// <inheritdoc/>
    public string Name => "sip";

    /// <inheritdoc/>
    public IReadOnlyList<SettingsProblem> Check(JsonElement settings) => SipTrunkReader.Read(settings).Problems;

    /// <inheritdoc/>
    public ICallLeg Dial(DialRequest request)
    {
        var (trunk, problems) = SipTrunkReader.Read(request.Settings);
        if (problems.Count > 0) throw new ArgumentException($"The trunk's settings are wrong at {problems[0].Pointer}: {problems[0].Message}", nameof(request));
        return agent.Dial(new SipDialRequest
        {
            CallId = request.CallId.ToString(),
            Host = trunk.Host,
            Port = trunk.Port,
            Transport = trunk.Transport == "tcp" ? SipTransport.Tcp : SipTransport.Udp,
            To = Number(request.To, trunk),
            From = Number(request.From, trunk),
            FromDomain = trunk.FromDomain,
            Credentials = Credentials(trunk),
            Codecs = [.. trunk.Codecs.Select(SdpCodecs.ByName).OfType<AudioCodec>()],
            RingTimeout = request.RingTimeout,
            Headers = Merge(trunk.Headers, request.Headers),
            OnProgress = request.OnProgress,
        });
    }

    /// <inheritdoc/>
    public TransferWay TransferWay(JsonElement settings) =>
        Enum.TryParse(SipTrunkReader.Read(settings).Settings.Transfer, ignoreCase: true, out TransferWay way) ? way : Telephony.TransferWay.Auto;

    /// <summary>The user agent is the host's; it may serve calls to us too.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Number(string number, SipTrunkSettings trunk) => trunk.LeadingPlus ? number : number.TrimStart('+');

    private static SipCredentials? Credentials(SipTrunkSettings trunk) =>
        trunk is { Password: { } password } && (trunk.AuthId ?? trunk.Username) is { } user ? new SipCredentials(user, password) : null;

    /// <summary>The call's own headers win over the trunk's.</summary>
    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> trunk, IReadOnlyDictionary<string, string> call)
    {
        var merged = new Dictionary<string, string>(trunk, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in call) merged[name] = value;
        return merged;
    }
}
