namespace Futwork.Providers.Local.Sphinx.Language;

/// <summary>What people say on the phone whatever the call is about.</summary>
internal static class PhoneTalk
{
    /// <summary>Yes and no in their many forms, in English and in Hindi as it is mixed in.</summary>
    public static readonly string[] YesNo =
    [
        "yes", "yes please", "yes i am", "yes i do", "yes it is", "yes speaking", "yes sure", "yes of course", "yes you can", "yes go ahead", "yes i am interested",
        "yes tell me", "yes that is right", "yes that is correct", "yes that's right", "yes correct", "yes yes", "yes sir", "yes okay", "yeah", "yeah sure", "yeah okay",
        "yep", "sure", "sure go ahead", "okay", "okay fine", "okay tell me", "okay sure", "alright", "fine", "that is fine", "that's fine", "right", "that's right",
        "correct", "that is correct", "exactly", "absolutely", "definitely", "of course", "why not", "no problem", "go ahead", "please go ahead", "sounds good", "perfect",
        "i am interested", "i'm interested", "i would like that", "it is good", "it is okay", "speaking", "this is he", "this is she", "yes this is he",
        "no", "no thanks", "no thank you", "no i am not", "no i do not", "no i don't", "no it is not", "no not now", "no sorry", "no no", "no sir", "nope", "not now",
        "not right now", "not really", "not today", "not at all", "not interested", "no not interested", "i am not interested", "no i am not interested",
        "i'm not interested", "sorry i am not interested", "i do not want it", "i don't want it", "i do not need it", "no need", "i don't think so", "never",
        "that is wrong", "that is not correct", "that's not right", "it is not", "not yet", "maybe", "maybe later", "i am not sure", "not sure", "i don't know",
        "i do not know", "haan", "haan ji", "ji haan", "ji", "theek hai", "haan theek hai", "acha", "acha theek hai", "bilkul", "boliye", "haan boliye", "nahi",
        "ji nahi", "nahi nahi", "nahi chahiye", "abhi nahi", "koi baat nahi", "sahi hai",
    ];

    /// <summary>The whole of most answers.</summary>
    public static readonly string[] ShortAnswers = ["yes", "no", "yes", "no", "yeah", "okay", "hello", "sure"];

    /// <summary>Said at any moment of any call.</summary>
    public static readonly string[] AnyMoment =
    [
        "hello", "hello hello", "hello who is this", "hi", "hey", "good morning", "good afternoon", "good evening", "namaste", "who is this", "who is calling",
        "who are you", "who is speaking", "who's this", "where are you calling from", "what is this about", "what is it about", "what do you want", "why are you calling",
        "how did you get my number", "is this a robot", "are you a robot", "am i talking to a machine", "wrong number", "you have the wrong number",
        "this is the wrong number", "sorry wrong number", "he is not here", "she is not here", "he is not available", "there is no one by that name",
        "can you repeat that", "can you repeat", "please repeat", "say that again", "say it again please", "sorry what did you say", "what did you say", "sorry", "pardon",
        "pardon me", "what", "come again", "i did not understand", "i don't understand", "i cannot hear you", "i can't hear you", "hold on", "one minute", "one second",
        "just a minute", "wait a minute", "please wait", "call me later", "call me back", "please call me later", "call later", "call me tomorrow", "can you call me later",
        "can you call me tomorrow", "i am busy", "i am busy right now", "i'm busy", "i am driving", "i am in a meeting", "i am at work", "not a good time", "this is not a good time",
        "i will call you back", "i'll call you back", "do not call me", "don't call me", "do not call me again", "don't call again", "stop calling me", "remove my number",
        "take me off your list", "thank you", "thank you very much", "thanks", "thank you bye", "bye", "goodbye", "bye bye", "okay bye", "okay thank you", "no thank you bye",
        "talk to you later", "i want to talk to a person", "i want to speak to a person", "connect me to an agent", "can i talk to someone", "kaun bol raha hai", "abhi busy hoon",
    ];

    /// <summary>Longer answers, for when anything may be said.</summary>
    public static readonly string[] FreeTalk =
    [
        "yes i am interested please tell me more", "tell me more", "please tell me more", "tell me more about it", "can you tell me more about that", "how much is it",
        "how much does it cost", "what is the price", "what is the cost", "it is too expensive", "that is too much", "i cannot afford it", "i have no money",
        "send me the details", "please send me the details", "send me a message", "send it on whatsapp", "send me an email", "can you send me an email", "what is the offer",
        "do you have any discount", "is there any discount", "what are the benefits", "what is the interest rate", "what documents are required", "how long does it take",
        "when can i get it", "i already have one", "i already have it", "i already have a policy", "i have already paid", "i paid last week", "i paid it yesterday",
        "i will pay", "i will pay tomorrow", "i will pay next week", "i will pay today", "i need more time", "i need some time", "let me think about it", "i will think about it",
        "i have to ask my wife", "i have to ask my husband", "let me ask my family", "i want to speak to the manager", "i have a complaint", "it is not working",
        "it does not work", "i have a problem", "there is a problem with my account", "i want to cancel", "please cancel it", "i want to cancel my order",
        "i want to cancel my policy", "please renew it", "please renew my policy", "i want to renew my policy", "i want to change my address", "change the date",
        "can we do it another day", "can you come tomorrow", "i am not at home", "i am out of town", "i am at home", "i live in the city", "i moved to another city",
        "my name is", "my number is", "my email is", "my account number is", "my order number is", "you can call me on this number", "call me on my other number",
        "the service was good", "the service was very good", "it was good", "it was very good", "it was bad", "it was okay", "i am happy with the service",
        "i am not happy with the service", "nothing", "nothing else", "that is all", "that's all", "that is it", "i am looking for a house", "i am looking for a job",
        "i have a question", "can i ask a question", "okay i understand", "i understand", "i see", "what happens next", "what should i do", "what do i have to do",
    ];

    /// <summary>What answering machines, networks and menus say. Whatever a step expects, a machine may have answered.</summary>
    public static readonly string[] Machines =
    [
        "you have reached", "you have reached my voice mail", "hello you have reached my voice mail", "hi you have reached the voice mail of", "you have reached the voice mailbox of",
        "this is my voice mail", "your call has been forwarded to an automatic voice message system", "your call has been forwarded to voice mail",
        "i cannot take your call right now", "i cannot come to the phone right now", "i am unable to take your call", "sorry i missed your call", "we are unable to take your call",
        "no one is available to take your call", "please leave a message", "please leave a message after the tone", "please leave your message after the tone",
        "please leave a message after the beep", "leave a message after the tone", "please leave your name and number", "leave your name and number after the beep",
        "leave your name and number and i will get back to you", "record your message after the tone", "at the tone please record your message", "after the tone", "after the beep",
        "the mailbox is full and cannot accept any messages at this time", "the mailbox is full", "the voice mailbox has not been set up",
        "the person you are calling is not available", "the person you are trying to reach is not available", "the number you have dialed is switched off",
        "the number you are calling is not reachable", "the number you have called is not in service", "please try again later", "please call again later",
        "for english press one", "for sales press one", "for support press two", "please listen to the following options", "to speak to an operator press zero",
    ];

    /// <summary>Put before an answer.</summary>
    public static readonly string[] Openers = ["yes", "no", "okay", "um", "well", "please", "i think", "it is", "it's", "i want", "i would like", "sorry"];

    /// <summary>Put after an answer.</summary>
    public static readonly string[] Closers = ["please", "yes", "sir", "thank you", "thanks", "i think", "okay"];

    /// <summary>Sentences around a name or a place.</summary>
    public static readonly string[] NameFrames =
    [
        "{0}", "{0}", "{0}", "it is {0}", "it's {0}", "i am {0}", "this is {0}", "my name is {0}", "i am from {0}", "i live in {0}", "in {0}", "from {0}", "{0} please",
        "yes {0}", "{0} speaking", "yes this is {0}", "no {0}", "near {0}", "the {0}", "about {0}", "{0} is fine", "is it {0}",
    ];
}
