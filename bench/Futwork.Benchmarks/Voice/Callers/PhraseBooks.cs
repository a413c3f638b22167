namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>The phrases by which the engine may be tuned. <see cref="HeldOutBooks"/> holds those for the published figure.</summary>
internal static class PhraseBooks
{
    public static PhraseBook English { get; } = new()
    {
        Language = "en-IN",
        Plain =
        [
            "Yes, I would like to renew it this month.", "I think the premium is too high for me.", "Can you tell me what it covers?",
            "My wife takes care of these things.", "I already paid it last week at the branch.", "That sounds good to me.",
            "Please send me the details on WhatsApp.", "I am driving right now, please call me in the evening.",
        ],
        Short = ["Yes.", "No.", "Okay.", "Sure.", "Yes please.", "Not really."],
        Slow =
        [
            "I was thinking about [900] the annual plan maybe.", "Well it depends on [1000] how much it costs.", "My name is [700] Ramesh Kumar.",
            "I have two cars and [800] one of them is insured with you.", "Yes but [1100] not before Monday.", "We live in Pune. [700] In the old part of the city.",
            "I would say {um} [900] the second one.",
        ],
        Digits =
        [
            "It is nine eight seven six [600] five four three [700] two one zero.", "My number is nine nine eight [500] seven six five [500] four three two one.",
            "Double four one [700] zero zero one.",
        ],
        Email = ["It is ravi dot kumar [700] at gmail [500] dot com.", "Anita at [800] example dot in."],
        Interruptions =
        [
            "Stop.", "Wait, wait.", "No, actually I want the other one.", "Sorry, can you repeat the amount?", "Hold on, I have a question.",
            "I am not interested, thank you.", "Excuse me, who is calling?",
        ],
        Backchannels = ["Mm-hmm.", "Right.", "Okay.", "Uh-huh.", "Yeah."],
        Tics = ["[cough]", "[sniff]", "{um}", "{uh}", "[cough] [cough]"],
        Room = ["Not now.", "I'm on the phone.", "Put it on the table please.", "One second.", "Shh, quiet.", "Where are the keys?"],
    };

    public static PhraseBook Hindi { get; } = new()
    {
        Language = "hi-IN",
        Plain =
        [
            "हाँ जी मुझे पॉलिसी रिन्यू करनी है", "मुझे शाम को फोन कीजिए", "इसका प्रीमियम कितना है", "मैंने पिछले हफ्ते पैसे दे दिए थे",
            "आप मुझे जानकारी भेज दीजिए",
        ],
        Short = ["हाँ", "नहीं", "ठीक है", "हाँ जी"],
        Slow = ["मैं सोच रहा था कि [900] अगले महीने कर लूँ", "मेरा नाम [700] रमेश कुमार है", "हाँ लेकिन [1000] सोमवार के बाद", "हमारे पास दो गाड़ियाँ हैं और [800] एक का बीमा है"],
        Digits = ["मेरा नंबर है नौ आठ सात छह [600] पाँच चार तीन [600] दो एक शून्य"],
        Email = ["रवि डॉट कुमार [700] एट जीमेल डॉट कॉम"],
        Interruptions = ["रुकिए", "एक मिनट रुकिए मुझे कुछ पूछना है", "नहीं नहीं मुझे नहीं चाहिए", "कौन बोल रहा है"],
        Backchannels = ["हाँ", "अच्छा", "हम्म", "जी"],
        Tics = ["[cough]", "[sniff]", "{उम}", "[cough] [cough]"],
        Room = ["अभी नहीं", "मैं फोन पर हूँ", "दरवाज़ा बंद कर दो", "चाबी कहाँ है"],
    };
}
