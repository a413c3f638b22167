using System.Text.RegularExpressions;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Trunks;

/// <summary>What the value of a trunk's header may name of each call, such as <c>{leadId}</c>.</summary>
internal static partial class HeaderPlaceholders
{
    private const string All = "{callSid}, {leadId}, {campaignId}, {to}, {from}";

    /// <summary>Names a placeholder that there is none; null when all are known.</summary>
    public static string? Problem(string value) =>
        Placeholder().Matches(value).Select(match => match.Groups["name"].Value).FirstOrDefault(name => Value(name, null) is null) is { } unknown
            ? $"'{{{unknown}}}' stands for nothing. There is: {All}."
            : null;

    /// <param name="value">The header's value as the trunk has it.</param>
    /// <param name="request">The call, its numbers as the carrier writes them.</param>
    public static string Fill(string value, DialRequest request) =>
        Placeholder().Replace(value, match => Value(match.Groups["name"].Value, request) ?? match.Value);

    private static string? Value(string name, DialRequest? request) => name switch
    {
        "callSid" => request?.CallId.ToString() ?? "",
        "leadId" => request?.LeadId ?? "",
        "campaignId" => request?.CampaignId ?? "",
        "to" => request?.To ?? "",
        "from" => request?.From ?? "",
        _ => null,
    };

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Placeholder();
}
