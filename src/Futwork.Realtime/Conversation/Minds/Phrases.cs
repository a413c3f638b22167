namespace Futwork.Realtime.Conversation.Minds;

/// <summary>What an agent says of its own accord when its definition names nothing, in its language.</summary>
/// <param name="Sorry">It did not understand.</param>
/// <param name="StillThere">The person is silent.</param>
/// <param name="Goodbye">It gives up.</param>
/// <param name="Trouble">Something broke.</param>
/// <param name="Fillers">A tool takes its time: what is said first, and what later.</param>
internal sealed record Phrases(string Sorry, string StillThere, string Goodbye, string Trouble, IReadOnlyList<string> Fillers)
{
    private static readonly Phrases English = new(
        "Sorry, I did not catch that. Could you please say it again?",
        "Hello, are you still there?",
        "I will let you go now. Thank you, goodbye.",
        "I am sorry, we have a technical problem. We will call you again. Goodbye.",
        ["One moment, please.", "I am still checking, please stay on the line.", "Thank you for waiting, it takes a little longer."]);

    private static readonly Phrases Hindi = new(
        "माफ़ कीजिए, मैं समझ नहीं पाई। क्या आप फिर से बता सकते हैं?",
        "हेलो, क्या आप सुन रहे हैं?",
        "मैं अभी फ़ोन रखती हूँ। धन्यवाद, नमस्ते।",
        "माफ़ कीजिए, तकनीकी समस्या आ गई है। हम आपको फिर से कॉल करेंगे। नमस्ते।",
        ["एक क्षण, कृपया।", "मैं अभी देख रही हूँ, कृपया लाइन पर बने रहिए।", "इंतज़ार करने के लिए धन्यवाद, थोड़ा समय और लगेगा।"]);

    /// <summary>Hindi for Hindi agents, English for all others.</summary>
    public static Phrases In(string language) =>
        language.StartsWith("hi", StringComparison.OrdinalIgnoreCase) ? Hindi : English;
}
