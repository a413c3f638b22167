using Futwork.Realtime.Sip.Naming;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Gateways;

/// <summary>A gateway at one of the addresses that its name stands for.</summary>
internal sealed record GatewayPlace(SipGateway Gateway, SipPlace Place)
{
    public TlsTarget Tls { get; } = new(Gateway.Host, Gateway.Tls);

    /// <summary>What its health is known by: two lines that ask different things of the same address may fare differently.</summary>
    public string Key => $"{Place.Transport} {Place.EndPoint} {(Place.Transport == SipTransport.Tls ? Tls.Key : "")}";

    /// <summary>Null when that transport is switched off.</summary>
    public SipFlow? Flow(SipTransports transports) => transports.FlowTo(Place.Transport, Place.EndPoint, Tls);

    /// <summary>For a log.</summary>
    public override string ToString() => $"{Gateway.Host} at {Place.EndPoint} over {Place.Transport.Name()}";
}
