namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>Phrases that nothing may be tuned by: they are for the published figure alone.</summary>
internal static class HeldOutBooks
{
    public static PhraseBook English { get; } = new()
    {
        Language = "en-IN",
        Plain =
        [
            "I would rather do it after the holidays.", "How long does the cover last?", "My brother told me about this offer.",
            "Go ahead, I have five minutes.", "We moved to a new house in April.", "The last claim took far too long.", "Let us do it then.",
        ],
        Short = ["Yeah.", "Nope.", "Fine.", "Correct.", "Maybe later."],
        Slow =
        [
            "Let me think [1000] the blue one is ours.", "It was something like [900] twelve thousand rupees.", "The policy is on my father's name because [900] he bought the car.",
            "I can come on Tuesday. [800] Or Wednesday.", "So what I want is [700] a smaller instalment.", "{uh} [600] I am not sure about the date.",
        ],
        Digits =
        [
            "Eight zero zero [600] four five six [600] one two three four.", "The pin code is five six zero [700] zero three four.",
        ],
        Email = ["Sunita dot rao [600] at yahoo [600] dot com.", "It is info at [700] blue sky dot in."],
        Interruptions =
        [
            "Wait a minute.", "No no, that is wrong.", "Actually, can we do this tomorrow?", "Listen, I only want to know the price.", "Stop, please stop.",
            "Hang on, what did you say?",
        ],
        Backchannels = ["Mm-hmm.", "I see.", "Okay.", "Uh-huh.", "Alright."],
        Tics = ["[cough]", "[sniff]", "{uh}", "{hmm}", "[sniff] [cough]"],
        Room = ["Give me a moment.", "I'll be right with you.", "Turn the volume down.", "Can you wait?", "Dinner is in the kitchen.", "Just a minute."],
    };

    public static PhraseBook Hindi { get; } = new()
    {
        Language = "hi-IN",
        Plain = ["मुझे इसके बारे में और बताइए", "मेरे भाई से बात कीजिए", "अभी मैं गाड़ी चला रहा हूँ", "किस्त थोड़ी कम हो सकती है क्या"],
        Short = ["जी", "जी नहीं", "सही है", "बिल्कुल"],
        Slow = ["देखिए बात यह है कि [900] पैसे अभी नहीं हैं", "मतलब [800] मुझे छोटी किस्त चाहिए", "मैं मंगलवार को [700] आ सकता हूँ"],
        Digits = ["आठ शून्य शून्य [600] चार पाँच छह [600] एक दो तीन चार"],
        Email = ["सुनीता डॉट राव [700] एट याहू डॉट कॉम"],
        Interruptions = ["ज़रा रुकिए", "नहीं यह गलत है", "सुनिए मुझे सिर्फ दाम बताइए"],
        Backchannels = ["हाँ हाँ", "अच्छा", "हूँ", "ठीक"],
        Tics = ["[cough]", "[sniff]", "{अ}", "[sniff] [cough]"],
        Room = ["रुको ज़रा", "टीवी बंद करो", "खाना मेज़ पर है", "बाद में आना"],
    };
}
