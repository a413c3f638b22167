using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>
/// The SIP domains that a certificate speaks for (RFC 5922 section 7.1): <c>sip:</c> URIs without a user and DNS names of its
/// subjectAltName, and the common name only where there is no subjectAltName at all.
/// </summary>
internal sealed class CertificateNames
{
    private const string SubjectAltName = "2.5.29.17";
    private const int DnsTag = 2;
    private const int UriTag = 6;
    private const int AddressTag = 7;

    private readonly List<string> _names = [];
    private readonly List<IPAddress> _addresses = [];

    public static CertificateNames Of(X509Certificate2 certificate)
    {
        var names = new CertificateNames();
        if (certificate.Extensions.FirstOrDefault(e => e.Oid?.Value == SubjectAltName) is { } extension) names.ReadAlternatives(extension.RawData);
        else if (certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } common) names._names.Add(common);
        return names;
    }

    /// <summary>Names are compared whole and without regard to case (section 7.2).</summary>
    /// <param name="name">The domain or address that the connection was meant for.</param>
    /// <param name="wildcards">Whether <c>*</c> may stand for the first label.</param>
    public bool Match(string name, bool wildcards)
    {
        if (IPAddress.TryParse(name, out var address) && _addresses.Contains(address)) return true;
        if (_names.Exists(n => n.Equals(name, StringComparison.OrdinalIgnoreCase))) return true;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return wildcards && dot > 0 && _names.Exists(n => n.StartsWith("*.", StringComparison.Ordinal) && n.AsSpan(1).Equals(name.AsSpan(dot), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>For people.</summary>
    public override string ToString() =>
        _names.Count + _addresses.Count == 0 ? "no name at all" : string.Join(", ", _names.Concat(_addresses.Select(a => a.ToString())).Take(8));

    private void ReadAlternatives(byte[] extension)
    {
        try
        {
            var sequence = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
            while (sequence.HasData) ReadAlternative(sequence);
        }
        catch (AsnContentException)
        {
            // What cannot be read names nobody.
        }
    }

    private void ReadAlternative(AsnReader sequence)
    {
        var tag = sequence.PeekTag();
        if (tag.TagClass != TagClass.ContextSpecific || tag.IsConstructed)
        {
            sequence.ReadEncodedValue();
            return;
        }

        var value = sequence.ReadOctetString(tag);
        if (tag.TagValue == DnsTag) _names.Add(Encoding.ASCII.GetString(value));
        else if (tag.TagValue == UriTag && SipUri.TryParse(value, out var uri) && uri.User.IsEmpty) _names.Add(SipSyntax.Text(uri.Host));
        else if (tag.TagValue == AddressTag && value.Length is 4 or 16) _addresses.Add(new IPAddress(value));
    }
}
