namespace Futwork.Realtime.Conversation.Answering;

/// <content>English.</content>
internal static partial class AnnouncementPhrases
{
    private static string[] EnglishFrames =>
    [
        "number you are calling", "number youre calling", "number you are trying", "number youre trying", "number you have dialed", "number you have dialled",
        "number you have called", "number youve dialed", "number youve dialled", "number youve called", "number you dialed", "number you dialled", "number you called",
        "number dialed", "number dialled", "dialed number", "dialled number", "this number", "person you are calling", "person youre calling", "person you are trying",
        "person youre trying", "person you have called", "person you have dialed", "person you have dialled", "subscriber you", "customer you", "phone you are calling",
        "call cannot be completed", "lines in this route", "lines on this route", "try again later", "try your call again", "please try later",
        "please try after some time", "try again after some time", "please call after some time", "please call back later",
    ];

    private static string[] Congested => ["lines in this route are busy", "lines on this route are busy", "lines are busy", "circuits are busy", "network is busy", "network busy", "network congestion"];

    private static string[] Barred =>
    [
        "temporarily out of service", "temporarily not in service", "temporarily suspended", "temporarily disconnected", "calls are barred", "calls have been barred", "is barred",
        "incoming calls are not", "incoming call facility", "incoming facility", "incoming service", "not accepting calls", "not accept incoming calls", "cannot receive calls",
        "unable to receive calls",
    ];

    private static string[] Unreachable =>
    [
        "switched off", "switch off", "turned off", "powered off", "not reachable", "unreachable", "cannot be reached", "can not be reached", "could not be reached",
        "out of reach", "out of coverage", "outside the coverage", "outside coverage", "not in coverage", "out of network", "out of range",
    ];

    private static string[] Vacant =>
    [
        "does not exist", "doesnt exist", "do not exist", "not a valid number", "not a working number", "is not valid", "is invalid", "is incorrect", "not in use",
        "no longer in use", "cannot be completed as dialed", "cannot be completed as dialled",
    ];

    private static string[] OutOfService =>
        ["not in service", "no longer in service", "out of service", "has been changed", "has been disconnected", "permanently disconnected", "has been discontinued"];

    private static string[] NoReply => ["not answering", "not responding", "does not answer", "did not answer", "no answer", "no reply"];

    private static string[] Busy => ["is busy", "currently busy", "on another call", "on another line", "speaking to someone else", "talking to someone else", "is engaged"];

    private static string[] CheckTheNumber => ["check the number"];

    /// <summary>Whole, as they are most often said.</summary>
    private static string[] Sentences =>
    [
        "the number you are calling is switched off", "the number you are calling is currently switched off", "the number you have dialed is switched off",
        "the number you are calling is not reachable", "the number you are calling is currently not reachable", "the number you are trying to reach is out of coverage area",
        "the number you have dialed does not exist", "please check the number you have dialed", "the number you have dialed is not in service",
        "the number you have dialed is temporarily out of service", "incoming calls are barred on this number", "all lines in this route are busy",
        "the number you are calling is busy", "the person you are calling is busy on another call", "the person you are calling is not answering",
        "please try again later", "please try after some time",
    ];
}
