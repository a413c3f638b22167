namespace Futwork.Providers.Local.Sphinx.Pronunciation;

/// <summary>Cities, names and everyday words of India that cmudict lacks or pronounces otherwise, in its phones.</summary>
internal static class IndianWords
{
    private const string Table = """
        aadhaar AA D HH AA R|AA D AA R
        aarav AA R AH V
        acha AH CH AA
        accha AH CH AA
        achha AH CH AA
        aditya AA D IH T Y AH
        agarwal AH G AH R V AA L
        ahmedabad AA M AH D AA B AA D|AE M AH D AH B AE D
        anjali AH N JH AH L IY
        ananya AH N AH N Y AA
        andheri AH N D EY R IY
        aurangabad AO R AH NG G AA B AA D
        batao B AH T AA OW
        bataiye B AH T AA IY EY
        bengaluru B EH NG G AH L UH R UW
        bhopal B OW P AA L
        bilkul B IH L K UH L
        bolo B OW L OW
        boliye B OW L IY EY
        chandigarh CH AH N D IY G AH R|CH AE N D IY G AA R
        chahiye CH AA HH IY EY
        chauhan CH AW HH AA N
        coimbatore K OY M B AH T AO R
        crore K R AO R
        crores K R AO R Z
        dehradun D EH R AH D UW N
        delhi D EH L IY|D IH L IY
        dhanbad D AA N B AA D
        faridabad F AH R IY D AA B AA D
        ganesh G AH N EY SH
        gaurav G AO R AH V
        ghaziabad G AA Z IY AH B AA D
        goregaon G AO R EY G AA N W
        gurgaon G UH R G AA OW N|G UH R G AA W
        gurugram G UH R UW G R AA M
        guwahati G UH W AA HH AA T IY
        gwalior G W AA L IY AO R
        haan HH AA N
        hai HH EH|HH AY
        hanji HH AA N JH IY
        howrah HH AW R AA
        hyderabad HH AY D ER AH B AE D|HH AY D R AA B AA D
        indore IH N D AO R
        iyer AY Y ER
        jaipur JH AY P UH R
        jabalpur JH AH B AH L P UH R
        ji JH IY
        jodhpur JH OW D P UH R
        joshi JH OW SH IY
        kal K AH L
        kanpur K AA N P UH R
        karo K AH R OW
        kaun K AO N
        kavita K AH V IH T AA
        kiran K IH R AH N
        kochi K OW CH IY
        kolkata K OW L K AA T AH
        kota K OW T AA
        lakh L AE K|L AA K
        lakhs L AE K S|L AA K S
        lakshmi L AH K SH M IY
        lucknow L AH K N AW
        ludhiana L UH D IY AA N AH
        madurai M AH D UH R AY
        mangalore M AE NG G AH L AO R
        mat M AE T|M AH T
        meena M IY N AA
        meerut M IY R AH T|M EH R AH T
        mishra M IH SH R AH
        mysore M AY S AO R
        mysuru M AY S UH R UW
        nagpur N AA G P UH R
        nahi N AH HH IY|N AH IY
        nahin N AH HH IY N|N AH IY N
        namaste N AH M AH S T EY
        nashik N AA S IH K|N AA SH IH K
        neha N EY HH AA
        nikhil N IH K IH L
        noida N OY D AH
        paise P AY S EY
        parso P AH R S OW
        patna P AH T N AA
        pooja P UW JH AA
        pradeep P R AH D IY P
        priya P R IY Y AH
        pune P UW N EY|P UW N AH
        raipur R AY P UH R
        rajesh R AA JH EY SH
        rajkot R AA JH K OW T
        ranchi R AA N CH IY
        rohit R OW HH IH T
        rupee R UW P IY
        sahi S AH HH IY
        sandeep S AH N D IY P
        shreya SH R EY AH
        shukriya SH UH K R IY AH
        sneha S N EY HH AA
        sunita S UH N IY T AA
        swati S V AA T IY
        theek T IY K
        thik T IY K
        tiwari T IH V AA R IY
        trivandrum T R IH V AE N D R AH M
        vadodara V AH D OW D AH R AA
        varanasi V AA R AA N AH S IY
        varun V AH R UH N
        verma V ER M AH
        vijay V IH JH EY
        vijayawada V IH JH AY AH V AA D AA
        vikram V IH K R AH M
        vinod V IH N OW D
        visakhapatnam V IH SH AA K AH P AH T N AH M
        yadav Y AA D AH V
        zaroor Z AH R UW R
        """;

    private static readonly Dictionary<string, string[]> Known = Table.Split('\n', StringSplitOptions.TrimEntries)
        .Select(line => line.Split(' ', 2)).ToDictionary(parts => parts[0], parts => parts[1].Split('|'), StringComparer.Ordinal);

    /// <summary>How the word is said, or null.</summary>
    public static string[]? Find(string word) => Known.GetValueOrDefault(word);
}
