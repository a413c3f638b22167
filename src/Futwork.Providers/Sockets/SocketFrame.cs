using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Futwork.Providers.Sockets;

/// <summary>A whole WebSocket message.</summary>
internal readonly record struct SocketFrame(ReadOnlyMemory<byte> Data, bool IsText)
{
    public static SocketFrame Text(string text) => new(Encoding.UTF8.GetBytes(text), IsText: true);

    public static SocketFrame Json(JsonObject json) => new(JsonSerializer.SerializeToUtf8Bytes(json), IsText: true);

    public static SocketFrame Binary(ReadOnlyMemory<byte> data) => new(data, IsText: false);
}
