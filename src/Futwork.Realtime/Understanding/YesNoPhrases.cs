namespace Futwork.Realtime.Understanding;

/// <summary>How people say yes and no on the phone in India, and what only looks like it. Written as <see cref="Words"/> splits them.</summary>
internal static class YesNoPhrases
{
    /// <summary>They agree, but behind a refusal they only soften it: "no, it's okay", "no thanks, I'm good".</summary>
    public static readonly PhraseSet Softening =
    [
        .. PhraseSet.Pairs(["im", "i am", "its", "it is", "thats", "that is"], ["fine", "good", "ok", "okay", "alright", "all right"]),
    ];

    /// <summary>Agree only where nothing follows: "I am", and not "I am driving".</summary>
    public static readonly PhraseSet Elliptic = ["i am"];

    public static readonly string[] Yes =
    [
        .. Softening,
        "yes", "yeah", "yep", "yup", "ya", "yah", "yes please", "yes sir", "yes maam", "yes i am", "yes i do", "yes it is", "yes of course",
        "sure", "sure thing", "ok", "okay", "alright", "all right", "fine",
        "right", "thats right", "that is right", "correct", "thats correct", "that is correct", "exactly", "absolutely", "definitely",
        "certainly", "of course", "please do", "go ahead", "go on", "carry on", "tell me", "sounds good", "sounds fine", "good",
        "why not", "no problem", "no issue", "no issues", "not a problem", "not bad", "i dont mind", "i do not mind", "dont mind",
        "no worries", "you can", "you may", "i would", "i can", "i do", "i am", "it is", "speaking", "this is he", "this is she", "perfect",
        "interested", "i am interested", "im interested",
        .. PhraseSet.Pairs(["im", "i am"], ["free", "available", "listening", "ready", "here"]),
        "haan", "han", "haa", "ha", "haanji", "hanji", "haan ji", "ji", "ji haan", "ji han", "theek hai", "thik hai", "theek", "thik",
        "bilkul", "zaroor", "jaroor", "sahi", "sahi hai", "accha", "acha", "achha", "boliye", "bolo", "bataiye", "batao", "kyun nahi",
        "kyon nahi", "koi baat nahi", "chalega", "ho jayega",
        .. PhraseSet.Pairs(["haan", "han", "haa", "theek hai", "thik hai", "sahi hai", "accha", "acha", "achha", "boliye", "bolo", "bataiye", "batao"], ["na"]),
        "हाँ", "हां", "हा", "जी", "जी हाँ", "जी हां", "हाँ जी", "हां जी", "ठीक", "ठीक है", "बिल्कुल", "ज़रूर", "जरूर", "सही", "सही है", "बोलिए", "बताइए", "अच्छा",
        "बोलो", "बताओ", "चलेगा", "क्यों नहीं", "कोई बात नहीं",
        .. PhraseSet.Pairs(["हाँ", "हां", "हा", "ठीक है", "सही है", "अच्छा", "बोलिए", "बोलो", "बताइए", "बताओ"], ["ना", "न"]),
    ];

    public static readonly string[] No =
    [
        "no", "nope", "nah", "no no", "no thanks", "no thank you", "no sir", "no maam", "not", "never", "not now", "not right now",
        "not at all", "not really", "not interested", "not today", "not yet", "not ok", "not okay", "not fine", "not good", "not correct",
        "not right", "i do not", "i dont", "dont", "do not", "i dont think so", "i do not think so", "i cannot",
        "i cant", "cannot", "cant", "i wont", "wont", "i would not", "i wouldnt", "it is not", "its not", "isnt", "it isnt",
        "please dont", "please do not", "no need", "wrong", "thats wrong", "that is wrong", "incorrect", "negative", "neither",
        "nahi", "nahin", "nai", "na", "ji nahi", "ji nahin", "bilkul nahi", "bilkul nahin", "nahi chahiye", "nahin chahiye", "nahi ji",
        "abhi nahi", "abhi nahin", "mat", "mat karo", "mat kijiye", "theek nahi", "sahi nahi", "zaroorat nahi", "jarurat nahi", "rehne do",
        "interested nahi", "interested nahin", "interest nahi",
        "नहीं", "नही", "ना", "जी नहीं", "बिल्कुल नहीं", "नहीं चाहिए", "अभी नहीं", "मत", "रहने दो", "ज़रूरत नहीं", "जरूरत नहीं",
    ];

    public static readonly string[] Neither =
    [
        "right now", "right away", "not sure", "im not sure", "i am not sure", "maybe", "perhaps", "no idea", "i dont know", "i do not know",
        "dont know", "do not know", "dont understand", "do not understand", "did not understand", "didnt understand", "do not hear",
        "cannot hear", "cant hear", "i cant hear", "i cannot hear", "did not hear", "good time", "good morning", "good afternoon", "good evening", "good day",
        "who is speaking", "whos speaking", "who is this speaking", "are you speaking", "am i speaking",
        "pata nahi", "pata nahin", "nahi pata", "samajh nahi", "samjha nahi", "पता नहीं", "नहीं पता", "समझ नहीं", "समझा नहीं",
        .. PhraseSet.Pairs(["sunai", "sunayi", "awaaz", "aawaz", "awaz"], ["nahi", "nahin"]), .. PhraseSet.Pairs(["सुनाई", "आवाज़", "आवाज"], ["नहीं", "नही"]),
    ];
}
