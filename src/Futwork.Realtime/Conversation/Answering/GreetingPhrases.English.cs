namespace Futwork.Realtime.Conversation.Answering;

/// <content>English.</content>
internal static partial class GreetingPhrases
{
    private static string[] VoicemailOnly =>
    [
        "after the tone", "after the beep", "at the tone", "at the beep", "when you hear the tone", "when you hear the beep", "wait for the tone",
        "wait for the beep", "following the tone", "record your message", "reached my voicemail", "reached my voice mail",
        "reached the voicemail", "reached the voice mail", "forwarded to voicemail", "forwarded to voice mail", "forwarded to an automated voice",
        "automatic voice message system", "automated voice messaging system", "leave your name and number", "leave your name and your number",
        "leave a message and i", "leave a message and we", "leave your message and", "leave me a message and", "leave a detailed message",
        "leave a brief message", "leave your name number and", "reached the mailbox", "reached the answering machine",
    ];

    private static string[] VoicemailMostly =>
    [
        "leave a message", "leave your message", "leave me a message", "leave us a message", "leave a voicemail", "leave your name",
        "cannot take your call", "cant take your call", "unable to take your call", "cannot come to the phone", "cant come to the phone",
        "unable to come to the phone", "cannot answer the phone", "cant answer the phone", "unable to answer your call", "not able to take your call",
        "missed your call", "i will get back to you", "ill get back to you", "well get back to you", "we will get back to you",
        "return your call", "the person you are trying to reach", "the person youre trying to reach", "the person you are calling",
        "the person you have called", "your call has been forwarded", "is not available to take your call",
    ];

    private static string[] VoicemailPerhaps =>
    [
        "you have reached", "youve reached", "you reached", "voicemail", "voice mail", "not available", "unavailable", "as soon as possible", "answering machine",
        "currently closed", "our office hours",
    ];

    private static string[] FullOnly =>
    [
        "mailbox is full", "mailbox you are trying to reach is full", "voicemail is full", "cannot accept any messages", "cannot accept new messages",
        "unable to accept messages", "cant accept messages", "not accepting messages", "has not been set up", "hasnt been set up",
        "voicemail box has not been set up", "is not set up to receive", "mailbox has not been initialized", "cannot be completed as dialed",
        "cannot be completed as dialled", "the number you have dialed is not in service", "number is no longer in service",
        "number you have dialed does not exist", "number you have dialled does not exist", "the number you have dialed is incorrect",
        "the number you have dialled is incorrect", "the number you are calling is switched off", "the number you are calling is currently switched off",
        "the number you are calling is not reachable", "the number you are calling is currently not reachable",
        "the number you have dialed is switched off", "the number you have dialled is switched off", "the subscriber you have dialed is not",
        "the subscriber you have dialled is not", "out of coverage area", "out of the coverage area", "out of network coverage",
        "number you are trying to reach is currently unavailable", "number you have called is not available", "all circuits are busy",
        "all lines in this route are busy", "incoming calls are barred", "temporarily out of service", "please check the number you have dialed",
        "please check the number you have dialled",
    ];

    private static string[] AnnouncementMostly =>
    [
        "switched off", "not reachable", "not in service", "the number you are calling", "the number you are trying to reach",
        "the number you have dialed", "the number you have dialled", "the number you have called", "the subscriber you",
        "please try again later", "please try again after some time", "please try later", "please call back later", "please call after some time",
        "is not answering", "is busy on another call", "does not exist", "no longer in use", "network busy",
    ];

    private static string[] ScreeningOnly =>
    [
        "record your name and reason for calling", "say your name and why youre calling", "say your name and why you are calling",
        "state your name and", "please state your name", "please say your name", "record your name", "using a screening service", "call screening",
        "screening service from google", "will get a copy of this conversation", "ill see if this person is available",
        "i will see if this person is available", "see if they are available to take", "before i try to connect you", "before i connect you",
        "say your name after", "state the reason for your call", "state the purpose of your call", "tell me your name and the reason",
        "ask who is calling and why", "announce your name",
    ];

    private static string[] MenuMostly =>
    [
        "press one", "press two", "press three", "press four", "press zero", "press nine", "press 1", "press 2", "press 3", "press 0", "press 9",
        "press star", "press the pound key", "press hash", "dial one", "dial 1", "dial zero", "dial the extension", "enter the extension",
        "enter your extension", "if you know your partys extension", "menu options have changed", "our menu has changed", "listen to the following options",
        "listen carefully", "main menu", "for english", "for sales", "for support", "to speak to an operator", "to speak with an agent",
        "to repeat these options", "calls may be recorded", "this call may be recorded", "call is being recorded for quality",
    ];

    private static string[] HumanMostly =>
    [
        "how may i help", "how can i help", "how may i assist", "how can i assist", "what can i do for you", "who is this", "whos this",
        "who is speaking", "whos speaking", "this is he speaking", "this is she speaking", "can i take a message", "shall i take a message",
        "would you like to leave a message", "do you want to leave a message", "can you hear me", "i cant hear you", "i cannot hear you",
        "are you there", "hello hello", "call me later", "call me back", "i am driving", "im driving", "im in a meeting", "i am in a meeting",
        "kaun bol raha", "kaun bol rahe", "kaun bol rahi", "aap kaun", "kaun hai", "kya kaam", "bol raha hoon", "bol raha hun", "bol rahi hoon",
        "bol rahi hun", "baad mein call", "baad me call", "कौन बोल रहा", "कौन बोल रहे", "आप कौन", "बोल रहा हूँ", "बोल रही हूँ", "क्या काम", "बाद में कॉल",
    ];
}
