namespace Futwork.Realtime.Understanding;

/// <summary>How people ask not to be called any more, in English and Hindi, and what else they say around it. Written as <see cref="Words"/> splits them.</summary>
internal static class OptOutPhrases
{
    /// <summary>What to listen for, so that engines with small language models can hear it.</summary>
    public static readonly string[] Hints =
    [
        "do not call me again", "don't call me again", "do not call me", "stop calling me", "never call me again", "remove my number", "take me off your list",
        "dobara call mat karna", "call karna band karo", "mera number hata do",
    ];

    private static readonly string[] NoCall =
    [
        .. PhraseSet.Pairs(
            ["do not", "dont", "never"],
            ["call", "call me", "call us", "call here", "call this number", "phone", "phone me", "phone us", "ring me", "contact me", "contact us"]),
    ];

    private static readonly string[] HindiCall = ["call", "phone", "कॉल", "फोन", "फ़ोन"];
    private static readonly string[] HindiNoCall = [.. PhraseSet.Pairs(HindiCall, ["mat", "na", "मत", "न", "ना"])];

    /// <summary>They want their number gone from wherever it stands. A time says no more than when.</summary>
    public static readonly PhraseSet OffTheList =
    [
        .. PhraseSet.Pairs(["remove", "delete"], ["my number", "this number", "me from your list", "me from the list", "me from your database"]),
        .. PhraseSet.Pairs(["take me off", "take my number off", "take this number off"], ["your list", "the list"]),
        .. PhraseSet.Pairs(["put me on", "add me to", "put my number on", "add my number to", "put this number on", "add this number to"], ["the do not call list", "your do not call list"]),
        "unsubscribe me",
        .. PhraseSet.Pairs(["mera number", "number list se"], ["hata", "hatao", "hataiye", "hataye", "hatayein", "hata do", "delete", "remove", "nikal", "nikalo", "nikaliye"]),
        .. PhraseSet.Pairs(["मेरा नंबर", "नंबर लिस्ट से"], ["हटा", "हटाओ", "हटाइए", "हटाइये", "हटाएं", "डिलीट", "निकाल", "निकालो", "निकालिए"]),
    ];

    /// <summary>Said so, it is meant for good, unless a time or a place near it bounds it.</summary>
    public static readonly PhraseSet ForGood =
    [
        .. PhraseSet.Pairs(NoCall, ["again", "any more", "anymore", "ever", "ever again"]),
        .. PhraseSet.Pairs(["do not ever", "dont ever"], ["call", "phone", "contact"]),
        "stop calling", "stop phoning", "stop contacting", "stop these calls",
        .. PhraseSet.Pairs(
            [
                "dobara", "dubara", "phir se", "fir se", "kabhi", "kabhi bhi", "aage se", "ab se", "aaj se", "aaj ke baad", "aaj ke baad dobara", "aaj ke baad kabhi",
                "दोबारा", "दुबारा", "फिर से", "कभी", "कभी भी", "आगे से", "अब से", "आज से", "आज के बाद", "आज के बाद दोबारा", "आज के बाद कभी",
            ],
            HindiNoCall),
        .. PhraseSet.Pairs(HindiNoCall, ["kiya", "किया"]),
        .. PhraseSet.Pairs(HindiCall, ["karna band", "करना बंद"]),
    ];

    /// <summary>May be meant for now: only alone it is meant for good.</summary>
    public static readonly PhraseSet Alone =
    [
        .. NoCall,
        .. PhraseSet.Pairs(HindiNoCall, ["karo", "karna", "kijiye", "kariye", "karein", "karen", "kare", "करो", "करना", "कीजिए", "कीजिये", "करिए", "करिये", "करें"]),
    ];

    /// <summary>Stands anywhere without changing anything.</summary>
    public static readonly PhraseSet Fillers = PhraseSet.Of(
        "please, plz, kindly, sir, madam, maam, on this number, at this number, from now on, from today, from today on, from today onwards, mujhe, mujhko, hume, humein, hamein, humko, ji, "
        + "is number par, is number pe, kripya, मुझे, मुझको, हमें, हमको, जी, प्लीज, कृपया, इस नंबर पर, इस नंबर पे");

    /// <summary>Stands beside a request that is <see cref="Alone"/>, before it or behind it. Whatever else does may bound it or tell it of others.</summary>
    public static readonly PhraseSet Beside = PhraseSet.Of(
        "no, no no, nope, nah, no thanks, no thank you, no need, yes, yeah, ok, okay, alright, just, and, so, then, hello, hi, hey, listen, look, sorry, thanks, thank you, bye, bye bye, goodbye, "
        + "wrong number, this is a wrong number, this is the wrong number, leave me alone, not interested, i am not interested, im not interested, i do not want it, i dont want it, "
        + "i do not need it, i dont need it, i said, i told you, i have told you, ive told you, i already told you, i am telling you, im telling you, i told you already, at all, understood, "
        + "nahi, nahin, nai, na, haan, ab, aap, aap log, bhai, bhaiya, yaar, arre, arey, suno, suniye, phir, fir, phir se, fir se, dobara, dubara, kabhi, aage se, aaj ke baad, bola na, kaha na, "
        + "maine bola, maine bola na, maine kaha, maine kaha na, nahi chahiye, nahin chahiye, kuch nahi chahiye, zaroorat nahi, zaroorat nahi hai, jarurat nahi, jarurat nahi hai, "
        + "interested nahi, interested nahi hoon, main interested nahi hoon, interest nahi, interest nahi hai, galat number, galat number hai, dhanyavaad, "
        + "नहीं, नही, ना, हाँ, हां, अब, आप, आप लोग, भाई, भैया, यार, अरे, सुनो, सुनिए, फिर, फिर से, दोबारा, कभी, आगे से, आज के बाद, बोला ना, कहा ना, मैंने बोला, मैंने कहा, नहीं चाहिए, "
        + "कुछ नहीं चाहिए, ज़रूरत नहीं, ज़रूरत नहीं है, जरूरत नहीं, जरूरत नहीं है, गलत नंबर, गलत नंबर है, धन्यवाद");

    /// <summary>Wherever one stands, it is about a case and not for good.</summary>
    public static readonly PhraseSet Conditions = PhraseSet.Of("if, unless, when, whenever, while, until, till, agar, jab, jab tak, yadi, अगर, जब, जब तक, यदि");

    /// <summary>Near a request they bound it, as weekdays and parts of the day do.</summary>
    public static readonly PhraseSet Bounds = PhraseSet.Of(
        "tomorrow, noon, lunch, hour, hours, weekday, weekdays, holiday, holidays, after, during, between, office, meeting, meetings, busy, driving, sleeping, "
        + "aaj, kal, abhi, baje, pehle, baad, tak, ghante, din, hafte, mahine, itni, jaldi, baar baar, bar bar, mein, ghar, dukaan, gaadi, "
        + "आज, कल, अभी, बजे, पहले, बाद, तक, घंटे, दिन, हफ्ते, महीने, इतनी, जल्दी, बार बार, में, ऑफिस, मीटिंग, घर, दुकान, गाड़ी");

    /// <summary>They do so only behind it: in front they belong to what the person complains of, "you called three times today, do not call me again".</summary>
    public static readonly PhraseSet BoundsBehind = PhraseSet.Of(
        "now, today, before, for, at, early, late, so, and again, minute, minutes, day, days, week, weeks, month, months, year, years, later");

    /// <summary>By what they are not to be called: "do not call me sir" cannot be told from "do not call me, sir".</summary>
    public static readonly PhraseSet Naming =
    [
        .. PhraseSet.Pairs(["call me", "calling me"], ["sir", "madam", "maam", "mam", "mister", "bro", "dude", "dear", "uncle", "aunty", "auntie", "bhai", "bhaiya", "didi", "beta"]),
    ];

    /// <summary>Between a negation and what need not be done, or is not wanted: "you do not have to", "I do not want you to".</summary>
    public static readonly HashSet<string> LeadingTo = ["to", "have", "need", "want", "going", "you", "us", "or", "be"];

    /// <summary>Behind what need not be done.</summary>
    public static readonly PhraseSet NoNeed = PhraseSet.Of(
        "ki zaroorat nahi, ki zaroorat nahin, ki zarurat nahi, ki zarurat nahin, ki jarurat nahi, ki jarurat nahin, ki koi zaroorat nahi, ki koi zarurat nahi, ki koi jarurat nahi, "
        + "की ज़रूरत नहीं, की जरूरत नहीं, की कोई ज़रूरत नहीं, की कोई जरूरत नहीं");

    /// <summary>Right behind a Hindi verb they tell that it has happened.</summary>
    public static readonly HashSet<string> Happened = ["ho", "हो"];

    /// <summary>Right in front of a request they tell of others.</summary>
    public static readonly HashSet<string> Subjects = ["i", "we", "they", "he", "she", "people", "who"];

    /// <summary>Shortly in front of it they ask about it: "why did you stop calling me".</summary>
    public static readonly HashSet<string> Questions = ["why", "did"];
}
