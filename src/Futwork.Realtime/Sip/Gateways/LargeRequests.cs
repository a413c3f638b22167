using System.Net;
using Futwork.Realtime.Sip.Transport;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Sip.Gateways;

/// <summary>Says once of each gateway that our INVITEs do not fit one packet over UDP. The gate guards it.</summary>
/// <remarks>
/// RFC 3261 section 18.1.1 has such a request go over TCP. It is not done behind the back of whoever has set up a trunk for UDP: the place in time of a call would be
/// over before there is a connection, and what the peer then sends us over TCP, a BYE among it, need not come through.
/// </remarks>
internal sealed class LargeRequests(ILogger logger)
{
    /// <summary>What fits one packet where nobody knows what the path carries, in bytes.</summary>
    private const int MostInOnePacket = 1300;

    private const int MaxRemembered = 1000;

    private readonly HashSet<IPEndPoint> _told = [];

    /// <param name="flow">How it left.</param>
    /// <param name="bytes">Its size.</param>
    public void Note(SipFlow flow, int bytes)
    {
        if (flow.IsReliable || bytes <= MostInOnePacket) return;
        if (_told.Count >= MaxRemembered) _told.Clear();
        if (_told.Add(flow.Remote)) GatewayLog.TooLarge(logger, flow.Remote, bytes, MostInOnePacket);
    }
}
