namespace Futwork.Realtime.Conversation.Answering;

/// <content>Hindi, in Devanagari and as it is typed in Latin letters.</content>
internal static partial class AnnouncementPhrases
{
    private static string[] HindiFrames =>
    [
        "jis number", "jis vyakti", "jis grahak", "jis upbhokta", "dial kiya gaya", "dial kiya hua", "dial kiye gaye", "thodi der baad", "thodi der bad", "kuch samay baad",
        "is number par",
        "जिस नंबर", "जिस नम्बर", "जिस व्यक्ति", "जिस ग्राहक", "जिस उपभोक्ता", "डायल किया गया", "डायल किया हुआ", "डायल किए गए", "डायल किये गये", "थोड़ी देर बाद", "कुछ समय बाद",
        "इस नंबर पर", "मार्ग की सभी लाइनें",
    ];

    private static string[] HindiCongested =>
    [
        "sabhi lines vyast", "sabhi line vyast", "sabhi linen vyast", "lines vyast", "network vyast",
        "सभी लाइनें व्यस्त", "सभी लाइन व्यस्त", "लाइनें व्यस्त", "नेटवर्क व्यस्त",
    ];

    private static string[] HindiBarred =>
    [
        "incoming call ki suvidha", "incoming ki suvidha", "incoming suvidha", "asthayi roop se", "asthai roop se",
        "इनकमिंग कॉल", "इनकमिंग की सुविधा", "इनकमिंग सुविधा", "इनकमिंग सेवा", "अस्थायी रूप से",
    ];

    private static string[] HindiUnreachable =>
    [
        "band hai", "coverage kshetra", "kshetra se bahar", "coverage se bahar", "pahunch se bahar", "network se bahar", "sampark nahi ho", "sampark nahin ho",
        "स्विच ऑफ", "स्विच ऑफ़", "स्विच्ड ऑफ", "स्विच्ड ऑफ़", "बंद है", "बन्द है", "कवरेज क्षेत्र", "क्षेत्र से बाहर", "कवरेज से बाहर", "पहुंच से बाहर", "पहुँच से बाहर", "नेटवर्क से बाहर",
        "संपर्क नहीं हो", "सम्पर्क नहीं हो",
    ];

    private static string[] HindiVacant =>
    [
        "maujood nahi", "maujood nahin", "astitva mein nahi", "astitva mein nahin", "astitva me nahi", "galat hai", "amanya hai", "manya nahi", "manya nahin",
        "मौजूद नहीं", "अस्तित्व में नहीं", "गलत है", "ग़लत है", "अमान्य है", "मान्य नहीं",
    ];

    private static string[] HindiOutOfService =>
    [
        "seva mein nahi", "seva mein nahin", "seva me nahi", "upyog mein nahi", "upyog mein nahin", "upyog me nahi",
        "सेवा में नहीं", "उपयोग में नहीं",
    ];

    private static string[] HindiNoReply =>
    [
        "uttar nahi de", "uttar nahin de", "jawab nahi de", "jawab nahin de",
        "उत्तर नहीं दे", "जवाब नहीं दे", "कॉल का उत्तर नहीं", "कॉल का जवाब नहीं",
    ];

    private static string[] HindiBusy =>
    [
        "vyast hai", "vyast hain", "dusri call", "doosri call", "dusre call", "anya call",
        "व्यस्त है", "व्यस्त हैं", "दूसरी कॉल", "दूसरे कॉल", "अन्य कॉल",
    ];

    private static string[] HindiCheckTheNumber =>
        ["number jaanch", "number ki jaanch", "नंबर जांच", "नंबर जाँच", "नंबर की जांच", "नंबर की जाँच"];
}
