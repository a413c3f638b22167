using System.Net;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Trunks;

/// <summary>Who may call in over a trunk, and who answers. Numbers that are not named are refused.</summary>
internal sealed record InboundSettings
{
    private const int MostNumbers = 1000;
    private const int MostAllowed = 100;

    /// <summary>The numbers that are answered.</summary>
    public IReadOnlyList<InboundNumber> Numbers { get; init; } = [];

    /// <summary>
    /// The addresses that calls may come from, single or as a range such as <c>203.0.113.0/24</c>. Empty, the default: those of the trunk's own host or gateways.
    /// </summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    public void Check(List<FieldError> errors)
    {
        if (Numbers.Count > MostNumbers)
            errors.Add(Rules.Wrong("/inbound/numbers", $"At most {MostNumbers} numbers; the rest belongs on another trunk.", Numbers.Count));
        if (Allow.Count > MostAllowed)
            errors.Add(Rules.Wrong("/inbound/allow", $"At most {MostAllowed} addresses or ranges.", Allow.Count));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, number) in Numbers.Index())
        {
            if (number.Digits.Length == 0)
                errors.Add(Rules.Wrong($"/inbound/numbers/{index}/number", "It must be the number as the carrier names it in the call, such as +918035735856.", number.Number));
            else if (!seen.Add(number.Digits))
                errors.Add(Rules.Wrong($"/inbound/numbers/{index}/number", "This number stands here twice; one campaign answers it.", number.Number));
        }

        errors.AddRange(Allow.Index().Where(entry => !TryRange(entry.Item, out _)).Select(entry =>
            Rules.Wrong($"/inbound/allow/{entry.Index}", "It must be an address such as 203.0.113.7 or a range such as 203.0.113.0/24.", entry.Item)));
    }

    /// <summary>Names a campaign that the workspace does not have; null when there are all.</summary>
    public async Task<Problem?> CheckCampaignsAsync(Session session, string workspaceId)
    {
        if (Numbers.Count == 0)
            return null;
        var ids = Numbers.Select(number => number.CampaignId).Distinct(StringComparer.Ordinal).ToArray();
        var known = await session.QueryAsync<string>(
            $"SELECT id FROM campaigns WHERE workspace_id = @workspaceId AND archived_at IS NULL AND {session.Among("id", "ids")}", new { workspaceId, ids });
        var errors = Numbers.Index().Where(number => !known.Contains(number.Item.CampaignId)).Select(number =>
            Rules.Wrong($"/inbound/numbers/{number.Index}/campaignId", "There is no such campaign in this workspace.", number.Item.CampaignId)).ToList();
        return errors.Count > 0 ? Problem.Invalid(errors) : null;
    }

    /// <summary>What the allow list names.</summary>
    public IEnumerable<IPNetwork> Ranges()
    {
        foreach (var entry in Allow)
        {
            if (TryRange(entry, out var range))
                yield return range;
        }
    }

    private static bool TryRange(string text, out IPNetwork range)
    {
        if (IPNetwork.TryParse(text, out range))
            return true;
        if (!IPAddress.TryParse(text, out var address))
            return false;
        range = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}

/// <summary>A number that people call.</summary>
/// <param name="Number">As the carrier names it in the call; only its digits count.</param>
/// <param name="CampaignId">The campaign whose agent answers and whose webhook hears of it.</param>
internal sealed record InboundNumber(string Number, string CampaignId)
{
    /// <summary>The digits alone, by which a call finds its number.</summary>
    internal string Digits => DigitsOf(Number);

    public static string DigitsOf(string number) => string.Concat(number.Where(char.IsAsciiDigit));
}
