namespace Futwork.Realtime.Conversation.Answering;

/// <content>Hindi, in Devanagari and as it is typed in Latin letters.</content>
internal static partial class GreetingPhrases
{
    private static string[] HindiVoicemailOnly =>
    [
        "beep ke baad", "tone ke baad", "apna sandesh record", "apna message record", "sandesh chhod", "sandesh chod", "voicemail par pahunch",
        "बीप के बाद", "टोन के बाद", "संदेश रिकॉर्ड", "मैसेज रिकॉर्ड", "संदेश छोड़", "वॉइसमेल पर",
    ];

    private static string[] HindiVoicemailMostly =>
    [
        "message chhod", "message chod", "message chhodiye", "message chodiye", "phone nahi utha", "phone nahin utha", "call nahi le",
        "मैसेज छोड़", "मैसेज छोड़िए", "फ़ोन नहीं उठा", "फोन नहीं उठा", "कॉल का जवाब नहीं",
    ];

    private static string[] HindiAnnouncementMostly =>
    [
        "aap jis number par", "aap jis number ko", "aap jis vyakti", "jis number par aap", "jis vyakti ko aap", "jis vyakti ko call", "aapke dwara dial", "dwara dial kiya gaya",
        "switch off hai", "switched off hai", "band hai ya", "coverage kshetra", "kshetra se bahar", "pahunch se bahar", "network se bahar",
        "sampark nahi ho", "sampark nahin ho", "uttar nahi de", "uttar nahin de", "vyast hai", "kripya thodi der baad", "kripaya thodi der baad",
        "thodi der baad punah", "kripya number jaanch", "maujood nahi hai", "seva mein nahi",
        "आप जिस नंबर", "आप जिस व्यक्ति", "जिस नंबर पर आप", "जिस व्यक्ति को आप", "द्वारा डायल किया गया", "स्विच ऑफ है", "स्विच ऑफ़ है", "स्विच्ड ऑफ",
        "कवरेज क्षेत्र", "क्षेत्र से बाहर", "पहुंच से बाहर", "पहुँच से बाहर", "संपर्क नहीं हो", "उत्तर नहीं दे", "व्यस्त है", "थोड़ी देर बाद",
        "कृपया नंबर जांच", "मौजूद नहीं है", "सेवा में नहीं", "फिलहाल बंद है",
    ];

    private static string[] HindiMenuMostly =>
    [
        "ek dabaiye", "ek dabayen", "ek dabaye", "do dabaiye", "do dabayen", "do dabaye", "teen dabayen", "shunya dabayen", "hindi ke liye", "english ke liye",
        "angrezi ke liye", "एक दबाएं", "एक दबाएँ", "एक दबाइए", "दो दबाएं", "दो दबाएँ", "दो दबाइए", "तीन दबाएं", "शून्य दबाएं", "हिंदी के लिए", "अंग्रेजी के लिए", "1 दबाएं", "2 दबाएं",
    ];
}
