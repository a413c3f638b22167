using System.Globalization;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>The Contacts of a 3xx (RFC 3261 section 8.1.3.4).</summary>
internal static class RedirectTargets
{
    private const int Most = 5;

    /// <summary>Their SIP URIs, the highest <c>q</c> first.</summary>
    public static IReadOnlyList<string> Of(SipMessage response)
    {
        List<(string Uri, double Quality)> targets = [];
        foreach (var contact in response.Elements(SipHeader.Contact))
        {
            if (!NameAddress.TryParse(System.Text.Encoding.UTF8.GetBytes(contact), out var address) || !SipUri.TryParse(address.Uri, out _)) continue;
            targets.Add((SipSyntax.Text(address.Uri), QualityOf(address)));
        }

        return [.. targets.OrderByDescending(target => target.Quality).Select(target => target.Uri).Take(Most)];
    }

    /// <summary>Section 20.10: 0 to 1; one that says nothing is as good as any.</summary>
    private static double QualityOf(NameAddress address) =>
        SipSyntax.TryParameter(address.Parameters, "q"u8, out var q) && double.TryParse(q, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality) ? quality : 1;
}
