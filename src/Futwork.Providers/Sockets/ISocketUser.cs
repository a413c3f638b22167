using System.Text.Json;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Sockets;

/// <summary>What speaks a vendor's protocol over a <see cref="VendorSocket"/>. It guards its own state: calls may come at once.</summary>
internal interface ISocketUser
{
    /// <summary>A message came.</summary>
    /// <exception cref="SpeechException">The vendor says that something is wrong; ends this connection.</exception>
    /// <exception cref="JsonException">Nobody understands it; ends this connection.</exception>
    void Received(SocketFrame message);

    /// <summary>The connection was lost and there is a new one: what has to be sent before anything else. The user starts its socket anew, under the lock that it sends under.</summary>
    IReadOnlyList<SocketFrame> Resumed(VendorSocket socket);

    /// <summary>Nothing was sent for a while: what keeps the connection alive; null when nothing has to.</summary>
    SocketFrame? KeepAlive();

    /// <summary>The socket has given up. Nothing follows.</summary>
    void Failed(SpeechException failure);
}
