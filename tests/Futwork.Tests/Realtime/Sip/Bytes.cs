using System.Text;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Tests.Realtime.Sip;

/// <summary>Messages written as readable text.</summary>
internal static class Bytes
{
    /// <summary>Lines as they go over the wire: each ended by CR LF.</summary>
    public static byte[] Wire(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    public static SipMessage Parse(string text)
    {
        var message = new SipMessage();
        SipParser.Parse(Wire(text), message).ShouldBe(SipParseError.None);
        return message;
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
