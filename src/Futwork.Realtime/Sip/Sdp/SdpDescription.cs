using System.Globalization;
using System.Net;
using System.Text;

namespace Futwork.Realtime.Sip.Sdp;

/// <summary>A session description (RFC 4566), as far as a phone call needs it.</summary>
internal sealed record SdpDescription(IReadOnlyList<SdpMedia> Media)
{
    public const string ContentType = "application/sdp";

    private const int MaxMedia = 16;

    /// <summary>Reads a description; unknown lines are passed over, as section 5 asks. <c>false</c> when it is not SDP.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out SdpDescription description)
    {
        description = new SdpDescription([]);
        var reader = new Reader();
        foreach (var line in Encoding.UTF8.GetString(text).AsSpan().EnumerateLines())
        {
            if (line.IsEmpty) continue;
            if (line.Length < 2 || line[1] != '=' || !reader.TryLine(line[0], line[2..].Trim())) return false;
        }

        description = new SdpDescription(reader.Finish());
        return reader.HasVersion && description.Media.Count is > 0 and <= MaxMedia;
    }

    /// <summary>Collects the lines: those before the first <c>m=</c> hold for every section that says nothing else.</summary>
    private sealed class Reader
    {
        private readonly List<SdpMedia> _media = [];
        private Dictionary<int, string> _maps = [];
        private SdpMedia? _current;
        private IPAddress? _sessionAddress;
        private SdpDirection _sessionDirection;

        public bool HasVersion { get; private set; }

        public bool TryLine(char type, ReadOnlySpan<char> value)
        {
            switch (type)
            {
                case 'v':
                    HasVersion = value is "0";
                    return HasVersion;
                case 'm':
                    return TryMedia(value);
                case 'c':
                    return TryConnection(value);
                case 'a':
                    Attribute(value);
                    return true;
                default:
                    return true;
            }
        }

        public List<SdpMedia> Finish()
        {
            if (_current is not null) _media.Add(_current with { Maps = _maps });
            _current = null;
            return _media;
        }

        private bool TryMedia(ReadOnlySpan<char> value)
        {
            Finish();
            var parts = value.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length < 4) return false;
            var port = parts[1].Split('/')[0];
            if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > IPEndPoint.MaxPort) return false;
            _maps = [];
            _current = new SdpMedia
            {
                Kind = parts[0],
                Port = number,
                Protocol = parts[2],
                Formats = parts[3..],
                Address = _sessionAddress,
                Direction = _sessionDirection,
            };
            return true;
        }

        /// <summary><c>IN IP4 192.0.2.1</c>, perhaps with <c>/ttl</c>. A host name is legal but no carrier sends one: it reads as no address.</summary>
        private bool TryConnection(ReadOnlySpan<char> value)
        {
            var parts = value.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 3 || parts[0] != "IN") return false;
            var address = IPAddress.TryParse(parts[2].Split('/')[0], out var parsed) ? parsed : null;
            if (_current is null) _sessionAddress = address;
            else _current = _current with { Address = address };
            return true;
        }

        private void Attribute(ReadOnlySpan<char> value)
        {
            if (Direction(value) is { } direction)
            {
                if (_current is null) _sessionDirection = direction;
                else _current = _current with { Direction = direction };
            }
            else if (value.StartsWith("rtpmap:")) RtpMap(value["rtpmap:".Length..]);
            else if (value is "rtcp-mux" && _current is not null) _current = _current with { RtcpMux = true };
            else if (value.StartsWith("rtcp:") && _current is not null) Rtcp(value["rtcp:".Length..].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
            else if (value.StartsWith("crypto:") && _current is not null) Crypto(value["crypto:".Length..]);
        }

        private void RtpMap(ReadOnlySpan<char> value)
        {
            var space = value.IndexOf(' ');
            if (space > 0 && int.TryParse(value[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var type) && type <= 127)
                _maps[type] = value[(space + 1)..].Trim().ToString();
        }

        /// <summary><c>53020</c>, or <c>53020 IN IP4 192.0.2.1</c>.</summary>
        private void Rtcp(string[] parts)
        {
            if (parts.Length is not (1 or 4) || !ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0) return;
            var address = parts.Length == 4 && IPAddress.TryParse(parts[3], out var parsed) ? parsed : _current!.Address;
            if (address is not null) _current = _current! with { Rtcp = new IPEndPoint(address, port) };
        }

        private void Crypto(ReadOnlySpan<char> value)
        {
            var crypto = SdpCrypto.TryParse(value);
            _current = _current! with { NamesKeys = true, Crypto = crypto is null ? _current.Crypto : [.. _current.Crypto, crypto] };
        }

        private static SdpDirection? Direction(ReadOnlySpan<char> value) => value switch
        {
            "sendrecv" => SdpDirection.SendReceive,
            "sendonly" => SdpDirection.SendOnly,
            "recvonly" => SdpDirection.ReceiveOnly,
            "inactive" => SdpDirection.Inactive,
            _ => null,
        };
    }
}
