using System.Collections.Frozen;

namespace Futwork.Consent;

/// <summary>How the numbers behind one calling code look (ITU-T E.164 and the national plans filed under it).</summary>
/// <param name="callingCode">The country calling code.</param>
/// <param name="shortest">The fewest digits of a national number.</param>
/// <param name="longest">The most digits of a national number.</param>
/// <param name="trunkPrefix">Dialled before a national number inside the country and dropped outside; empty where there is none.</param>
/// <param name="firstDigits">What a national number may begin with; empty where that is not checked.</param>
/// <param name="countries">ISO 3166 codes of the countries that share the calling code.</param>
internal sealed class NumberingPlan(string callingCode, int shortest, int longest, string trunkPrefix, string firstDigits, params string[] countries)
{
    public static readonly IReadOnlyList<NumberingPlan> All =
    [
        new("1", 10, 10, "1", "23456789", "US", "CA", "AG", "AI", "AS", "BB", "BM", "BS", "DM", "DO", "GD", "GU", "JM", "KN", "KY", "LC", "MP", "MS", "PR", "SX", "TC", "TT", "VC", "VG", "VI"),
        new("7", 10, 10, "8", "346789", "RU", "KZ"),
        new("20", 8, 10, "0", "", "EG"),
        new("27", 9, 9, "0", "", "ZA"),
        new("30", 10, 10, "", "", "GR"),
        new("31", 9, 9, "0", "", "NL"),
        new("32", 8, 9, "0", "", "BE"),
        new("33", 9, 9, "0", "123456789", "FR"),
        new("34", 9, 9, "", "56789", "ES"),
        new("36", 8, 9, "06", "", "HU"),
        new("39", 6, 11, "", "", "IT", "VA"),
        new("40", 9, 9, "0", "", "RO"),
        new("41", 9, 9, "0", "", "CH"),
        new("43", 4, 13, "0", "", "AT"),
        new("44", 9, 10, "0", "1235789", "GB", "GG", "IM", "JE"),
        new("45", 8, 8, "", "", "DK"),
        new("46", 7, 10, "0", "", "SE"),
        new("47", 8, 8, "", "", "NO", "SJ"),
        new("48", 9, 9, "", "", "PL"),
        new("49", 6, 11, "0", "", "DE"),
        new("51", 8, 9, "0", "", "PE"),
        new("52", 10, 10, "", "", "MX"),
        new("53", 6, 8, "0", "", "CU"),
        new("54", 10, 11, "0", "", "AR"),
        new("55", 10, 11, "0", "", "BR"),
        new("56", 9, 9, "", "", "CL"),
        new("57", 10, 10, "", "", "CO"),
        new("58", 10, 10, "0", "", "VE"),
        new("60", 8, 10, "0", "", "MY"),
        new("61", 9, 9, "0", "", "AU", "CC", "CX"),
        new("62", 8, 12, "0", "", "ID"),
        new("63", 8, 10, "0", "", "PH"),
        new("64", 8, 10, "0", "", "NZ"),
        new("65", 8, 8, "", "", "SG"),
        new("66", 8, 9, "0", "", "TH"),
        new("81", 9, 10, "0", "", "JP"),
        new("82", 8, 11, "0", "", "KR"),
        new("84", 9, 10, "0", "", "VN"),
        new("86", 7, 11, "0", "", "CN"),
        new("90", 10, 10, "0", "", "TR"),
        new("91", 10, 10, "0", "123456789", "IN"),
        new("92", 9, 10, "0", "", "PK"),
        new("93", 9, 9, "0", "", "AF"),
        new("94", 9, 9, "0", "", "LK"),
        new("95", 7, 10, "0", "", "MM"),
        new("98", 10, 10, "0", "", "IR"),
        new("211", 9, 9, "0", "", "SS"),
        new("212", 9, 9, "0", "", "MA", "EH"),
        new("213", 8, 9, "0", "", "DZ"),
        new("216", 8, 8, "", "", "TN"),
        new("218", 8, 9, "0", "", "LY"),
        new("220", 7, 7, "", "", "GM"),
        new("221", 9, 9, "", "", "SN"),
        new("222", 8, 8, "", "", "MR"),
        new("223", 8, 8, "", "", "ML"),
        new("224", 8, 9, "", "", "GN"),
        new("225", 10, 10, "", "", "CI"),
        new("226", 8, 8, "", "", "BF"),
        new("227", 8, 8, "", "", "NE"),
        new("228", 8, 8, "", "", "TG"),
        new("229", 8, 10, "", "", "BJ"),
        new("230", 7, 8, "", "", "MU"),
        new("231", 7, 9, "0", "", "LR"),
        new("232", 8, 8, "0", "", "SL"),
        new("233", 9, 9, "0", "", "GH"),
        new("234", 8, 10, "0", "", "NG"),
        new("235", 8, 8, "", "", "TD"),
        new("236", 8, 8, "", "", "CF"),
        new("237", 8, 9, "", "", "CM"),
        new("238", 7, 7, "", "", "CV"),
        new("239", 7, 7, "", "", "ST"),
        new("240", 9, 9, "", "", "GQ"),
        new("241", 7, 8, "0", "", "GA"),
        new("242", 9, 9, "", "", "CG"),
        new("243", 7, 9, "0", "", "CD"),
        new("244", 9, 9, "", "", "AO"),
        new("245", 7, 9, "", "", "GW"),
        new("246", 7, 7, "", "", "IO"),
        new("247", 4, 6, "", "", "AC"),
        new("248", 7, 7, "", "", "SC"),
        new("249", 9, 9, "0", "", "SD"),
        new("250", 9, 9, "0", "", "RW"),
        new("251", 9, 9, "0", "", "ET"),
        new("252", 7, 9, "0", "", "SO"),
        new("253", 8, 8, "", "", "DJ"),
        new("254", 7, 10, "0", "", "KE"),
        new("255", 9, 9, "0", "", "TZ"),
        new("256", 9, 9, "0", "", "UG"),
        new("257", 8, 8, "", "", "BI"),
        new("258", 8, 9, "", "", "MZ"),
        new("260", 9, 9, "0", "", "ZM"),
        new("261", 9, 9, "0", "", "MG"),
        new("262", 9, 9, "0", "", "RE", "YT"),
        new("263", 5, 10, "0", "", "ZW"),
        new("264", 8, 9, "0", "", "NA"),
        new("265", 7, 9, "0", "", "MW"),
        new("266", 8, 8, "", "", "LS"),
        new("267", 7, 8, "", "", "BW"),
        new("268", 8, 8, "", "", "SZ"),
        new("269", 7, 7, "", "", "KM"),
        new("290", 4, 5, "", "", "SH", "TA"),
        new("291", 7, 7, "0", "", "ER"),
        new("297", 7, 7, "", "", "AW"),
        new("298", 6, 6, "", "", "FO"),
        new("299", 6, 6, "", "", "GL"),
        new("350", 8, 8, "", "", "GI"),
        new("351", 9, 9, "", "", "PT"),
        new("352", 4, 11, "", "", "LU"),
        new("353", 7, 10, "0", "", "IE"),
        new("354", 7, 9, "", "", "IS"),
        new("355", 8, 9, "0", "", "AL"),
        new("356", 8, 8, "", "", "MT"),
        new("357", 8, 8, "", "", "CY"),
        new("358", 5, 12, "0", "", "FI", "AX"),
        new("359", 7, 9, "0", "", "BG"),
        new("370", 8, 8, "0", "", "LT"),
        new("371", 8, 8, "", "", "LV"),
        new("372", 7, 8, "", "", "EE"),
        new("373", 8, 8, "0", "", "MD"),
        new("374", 8, 8, "0", "", "AM"),
        new("375", 9, 9, "8", "", "BY"),
        new("376", 6, 9, "", "", "AD"),
        new("377", 8, 9, "", "", "MC"),
        new("378", 6, 10, "", "", "SM"),
        new("380", 9, 9, "0", "", "UA"),
        new("381", 7, 10, "0", "", "RS"),
        new("382", 8, 9, "0", "", "ME"),
        new("383", 8, 9, "0", "", "XK"),
        new("385", 8, 9, "0", "", "HR"),
        new("386", 8, 8, "0", "", "SI"),
        new("387", 8, 9, "0", "", "BA"),
        new("389", 8, 8, "0", "", "MK"),
        new("420", 9, 9, "", "", "CZ"),
        new("421", 9, 9, "0", "", "SK"),
        new("423", 7, 9, "", "", "LI"),
        new("500", 5, 5, "", "", "FK"),
        new("501", 7, 7, "", "", "BZ"),
        new("502", 8, 8, "", "", "GT"),
        new("503", 8, 8, "", "", "SV"),
        new("504", 8, 8, "", "", "HN"),
        new("505", 8, 8, "", "", "NI"),
        new("506", 8, 8, "", "", "CR"),
        new("507", 7, 8, "", "", "PA"),
        new("508", 6, 9, "0", "", "PM"),
        new("509", 8, 8, "", "", "HT"),
        new("590", 9, 9, "0", "", "GP", "BL", "MF"),
        new("591", 8, 8, "0", "", "BO"),
        new("592", 7, 7, "", "", "GY"),
        new("593", 8, 9, "0", "", "EC"),
        new("594", 9, 9, "0", "", "GF"),
        new("595", 8, 9, "0", "", "PY"),
        new("596", 9, 9, "0", "", "MQ"),
        new("597", 6, 7, "", "", "SR"),
        new("598", 7, 8, "0", "", "UY"),
        new("599", 7, 8, "", "", "CW", "BQ"),
        new("670", 7, 8, "", "", "TL"),
        new("672", 5, 6, "", "", "NF"),
        new("673", 7, 7, "", "", "BN"),
        new("674", 7, 7, "", "", "NR"),
        new("675", 7, 8, "", "", "PG"),
        new("676", 5, 7, "", "", "TO"),
        new("677", 5, 7, "", "", "SB"),
        new("678", 5, 7, "", "", "VU"),
        new("679", 7, 7, "", "", "FJ"),
        new("680", 7, 7, "", "", "PW"),
        new("681", 6, 6, "", "", "WF"),
        new("682", 5, 5, "", "", "CK"),
        new("683", 4, 7, "", "", "NU"),
        new("685", 5, 7, "", "", "WS"),
        new("686", 5, 8, "", "", "KI"),
        new("687", 6, 6, "", "", "NC"),
        new("688", 5, 7, "", "", "TV"),
        new("689", 6, 8, "", "", "PF"),
        new("690", 4, 7, "", "", "TK"),
        new("691", 7, 7, "", "", "FM"),
        new("692", 7, 7, "", "", "MH"),
        new("850", 6, 10, "0", "", "KP"),
        new("852", 8, 8, "", "", "HK"),
        new("853", 8, 8, "", "", "MO"),
        new("855", 8, 9, "0", "", "KH"),
        new("856", 8, 10, "0", "", "LA"),
        new("880", 6, 10, "0", "", "BD"),
        new("886", 8, 9, "0", "", "TW"),
        new("960", 7, 7, "", "", "MV"),
        new("961", 7, 8, "0", "", "LB"),
        new("962", 8, 9, "0", "", "JO"),
        new("963", 8, 9, "0", "", "SY"),
        new("964", 8, 10, "0", "", "IQ"),
        new("965", 8, 8, "", "", "KW"),
        new("966", 8, 9, "0", "", "SA"),
        new("967", 7, 9, "0", "", "YE"),
        new("968", 8, 8, "", "", "OM"),
        new("970", 8, 9, "0", "", "PS"),
        new("971", 8, 9, "0", "", "AE"),
        new("972", 8, 9, "0", "", "IL"),
        new("973", 8, 8, "", "", "BH"),
        new("974", 7, 8, "", "", "QA"),
        new("975", 7, 8, "", "", "BT"),
        new("976", 8, 8, "0", "", "MN"),
        new("977", 8, 10, "0", "", "NP"),
        new("992", 9, 9, "", "", "TJ"),
        new("993", 8, 8, "8", "", "TM"),
        new("994", 9, 9, "0", "", "AZ"),
        new("995", 9, 9, "0", "", "GE"),
        new("996", 9, 9, "0", "", "KG"),
        new("998", 9, 9, "", "", "UZ"),
    ];

    private static readonly FrozenDictionary<string, NumberingPlan> ByCountry =
        All.SelectMany(plan => plan.Countries.Select(country => (country, plan))).ToFrozenDictionary(pair => pair.country, pair => pair.plan);

    private static readonly FrozenDictionary<string, NumberingPlan> ByCallingCode = All.ToFrozenDictionary(plan => plan.CallingCode);

    public string CallingCode => callingCode;

    public string TrunkPrefix => trunkPrefix;

    public IReadOnlyList<string> Countries => countries;

    /// <summary>The length of a national number, in words.</summary>
    public string Length => shortest == longest ? $"{shortest} digits" : $"{shortest} to {longest} digits";

    /// <summary>The plan of a country, by its ISO 3166 code in capitals.</summary>
    public static NumberingPlan? OfCountry(string country) => ByCountry.GetValueOrDefault(country);

    /// <summary>The plan whose calling code the digits begin with. No calling code is the beginning of another.</summary>
    public static NumberingPlan? OfInternational(string digits)
    {
        for (var length = 1; length <= Math.Min(3, digits.Length); length++)
        {
            if (ByCallingCode.TryGetValue(digits[..length], out var plan))
                return plan;
        }

        return null;
    }

    /// <summary>The digits can be a national number of this plan.</summary>
    public bool Fits(string national) =>
        national.Length >= shortest && national.Length <= longest
        && (firstDigits.Length == 0 || firstDigits.Contains(national[0]))
        && (callingCode != "1" || national[3] is >= '2' and <= '9');
}
