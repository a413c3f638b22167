namespace Futwork.Realtime.Conversation.Spoken.Hindi;

/// <summary>Hindi words for signs, units and what is written short, in Latin letters or in Devanagari.</summary>
internal static class HindiWords
{
    public static readonly Wording All = new()
    {
        Point = "दशमलव",
        Percent = "प्रतिशत",
        Minus = "माइनस",
        Plus = "प्लस",
        At = "ऐट",
        Dot = "डॉट",
        Slash = "स्लैश",
        Hyphen = "हाइफ़न",
        Underscore = "अंडरस्कोर",
        And = "और",
        Or = "या",
        Per = "प्रति",
        Equal = "बराबर",
        About = "लगभग",
        Number = "नंबर",
        Degrees = "डिग्री",
        Money = new Dictionary<string, Currency>(StringComparer.Ordinal)
        {
            ["INR"] = new(new("रुपया", "रुपये"), new("पैसा", "पैसे")),
            ["USD"] = new("डॉलर", "सेंट"),
            ["EUR"] = new("यूरो", "सेंट"),
            ["GBP"] = new("पाउंड", new("पेनी", "पेंस")),
        },
        Scales = Pairs("k हज़ार l लाख lakh लाख lakhs लाख lac लाख lacs लाख लाख लाख cr करोड़ crore करोड़ crores करोड़ करोड़ करोड़ thousand हज़ार हज़ार हज़ार हजार हज़ार hundred सौ सौ सौ mn मिलियन million मिलियन bn बिलियन billion बिलियन"),
        Units = Pairs(
            "km किलोमीटर kms किलोमीटर कि.मी किलोमीटर m मीटर cm सेंटीमीटर mm मिलीमीटर ft फ़ुट sqft वर्ग_फ़ुट kg किलो kgs किलो कि.ग्रा किलो g ग्राम gm ग्राम gms ग्राम mg मिलीग्राम "
            + "l लीटर ltr लीटर ml मिलीलीटर kb केबी mb एमबी gb जीबी tb टीबी mbps एमबीपीएस gbps जीबीपीएस min मिनट mins मिनट sec सेकंड secs सेकंड ms मिलीसेकंड yr साल yrs साल "
            + "km/h किलोमीटर_प्रति_घंटा kmph किलोमीटर_प्रति_घंटा kw किलोवाट kwh किलोवाट_घंटे °c डिग्री_सेल्सियस °f डिग्री_फ़ारेनहाइट ° डिग्री bhk बी_एच_के x गुना")
            .Select(pair => KeyValuePair.Create(pair.Key, (Noun)pair.Value))
            .Append(new("hr", new("घंटा", "घंटे"))).Append(new("hrs", new("घंटा", "घंटे")))
            .ToDictionary(StringComparer.Ordinal),
        Abbreviations = Pairs(
            "mr मिस्टर mrs मिसेज़ ms मिस dr डॉक्टर prof प्रोफ़ेसर ltd लिमिटेड pvt प्राइवेट etc आदि vs बनाम a/c अकाउंट rs रुपये inr रुपये approx लगभग govt सरकारी dept विभाग no नंबर "
            + "डॉ डॉक्टर रु रुपये रू रुपये नं नंबर प्रा प्राइवेट लि लिमिटेड कि.मी किलोमीटर कि.ग्रा किलो"),
    };

    private static Dictionary<string, string> Pairs(string table) =>
        table.Split(' ').Chunk(2).ToDictionary(pair => pair[0], pair => pair[1].Replace('_', ' '), StringComparer.Ordinal);
}
