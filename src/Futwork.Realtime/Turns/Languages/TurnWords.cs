using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Turns.Languages;

/// <summary>What the words of a language say about whose turn it is. Everything is written as <see cref="Words"/> splits it.</summary>
internal sealed record TurnWords
{
    /// <summary>Ask for time: "hold on". At the end of an answer, or all of it.</summary>
    public PhraseSet Hold { get; init; } = [];

    /// <summary>Fill a pause: "um", "you know".</summary>
    public PhraseSet Fillers { get; init; } = [];

    /// <summary>Join what comes next: "and", "because".</summary>
    public PhraseSet Conjunctions { get; init; } = [];

    /// <summary>Cannot end a clause: articles, possessives, prepositions, and beginnings such as "can you".</summary>
    public PhraseSet Dangling { get; init; } = [];

    /// <summary>Stand after their noun and often before more, but may end a short answer: "Delhi se".</summary>
    public PhraseSet Postpositions { get; init; } = [];

    /// <summary>Forms of "to be", "to have", "can": complete only in short answers such as "yes it is".</summary>
    public PhraseSet Auxiliaries { get; init; } = [];

    /// <summary>Mostly have a word behind them, if they are not the whole answer: verbs that want an object, adjectives, adverbs.</summary>
    public PhraseSet Expecting { get; init; } = [];

    /// <summary>Subjects, which want a verb.</summary>
    public PhraseSet Subjects { get; init; } = [];

    /// <summary>Begin a clause that wants another one: "if", "when".</summary>
    public PhraseSet Subordinators { get; init; } = [];

    /// <summary>Begin a question, which may end in a preposition: "where is it from".</summary>
    public PhraseSet QuestionWords { get; init; } = [];

    /// <summary>End a sentence, whatever the rules above say: "thank you", "hai", "log in".</summary>
    public PhraseSet Closers { get; init; } = [];

    /// <summary>Words of politeness that may follow anything.</summary>
    public PhraseSet Courtesies { get; init; } = [];

    /// <summary>Pairs of which the second word must follow the first: "either ... or".</summary>
    public IReadOnlyList<(string First, string Second)> Pairs { get; init; } = [];

    /// <summary>Say only that somebody listens: "mm-hmm", "ok", "theek hai".</summary>
    public PhraseSet Backchannels { get; init; } = [];

    /// <summary>Take the floor at once: "stop", "one minute".</summary>
    public PhraseSet Stop { get; init; } = [];

    /// <summary>Are meant for somebody else in the room: "I'm on the phone".</summary>
    public PhraseSet Aside { get; init; } = [];

    /// <summary>With which people pick up a phone.</summary>
    public PhraseSet PickUp { get; init; } = [];

    /// <summary>The words of both.</summary>
    public static TurnWords operator +(TurnWords a, TurnWords b) => new()
    {
        Hold = a.Hold + b.Hold,
        Fillers = a.Fillers + b.Fillers,
        Conjunctions = a.Conjunctions + b.Conjunctions,
        Dangling = a.Dangling + b.Dangling,
        Postpositions = a.Postpositions + b.Postpositions,
        Auxiliaries = a.Auxiliaries + b.Auxiliaries,
        Expecting = a.Expecting + b.Expecting,
        Subjects = a.Subjects + b.Subjects,
        Subordinators = a.Subordinators + b.Subordinators,
        QuestionWords = a.QuestionWords + b.QuestionWords,
        Closers = a.Closers + b.Closers,
        Courtesies = a.Courtesies + b.Courtesies,
        Pairs = [.. a.Pairs, .. b.Pairs],
        Backchannels = a.Backchannels + b.Backchannels,
        Stop = a.Stop + b.Stop,
        Aside = a.Aside + b.Aside,
        PickUp = a.PickUp + b.PickUp,
    };
}
