using static Futwork.Benchmarks.Voice.Callers.CallerSoundKind;

namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>Writes the script of a call from a book of phrases: every kind of moment once or twice, in an order and at times that the seed decides.</summary>
internal sealed class CallWriter(PhraseBook book, int seed)
{
    private const double TicsInTurns = 0.1;
    private readonly Random _random = new(seed);
    private readonly List<Move> _moves = [];

    private static readonly string[] Greetings =
    [
        "Hello, this is Maya from Blue River Insurance. I am calling about the policy on your car, which ends next month. Is this a good time to talk?",
        "Good day, my name is Maya and I call on behalf of Blue River Insurance. Your policy is due for renewal quite soon. May I take a minute of your time?",
    ];

    private static readonly string[] Replies =
    [
        "Thank you. May I ask which of the plans you had in mind?",
        "I understand. What would suit you better?",
        "Alright, I have noted that. What is the best number to reach you on?",
        "Good. Could you spell out your e-mail address for me?",
    ];

    private static readonly string[] LongReplies =
    [
        "Of course. The plan covers damage to your own car, damage to others, theft and fire, and on top of that it comes with roadside assistance at any hour of the day. The whole year costs less than it did last time, and you can pay it in four parts. Shall I go on?",
        "Let me explain how that works. We send somebody to look at the car, which takes about twenty minutes, and then you receive an offer by e-mail on the same day. If you accept it, the new policy begins the moment the old one ends. What do you think?",
        "Sure, here is a short summary. You have been with us for six years without a single claim, so we can give you the highest discount that there is, and in addition the first month is free of charge. This offer is valid until the end of next week. Would you like to take it?",
    ];

    /// <summary>The script.</summary>
    public CallScript Write(string voice, string roomVoice)
    {
        Action[] moments =
        [
            Answer, Answer, ShortAnswer, Slow, Slow, Digits, Email, Interruption, Interruption,
            () => OverReply("backchannel", Backchannel, book.Backchannels), () => OverReply("backchannel", Backchannel, book.Backchannels),
            () => OverReply("tic over the agent", VocalTic, book.Tics), () => OverReply("room talk over the agent", NonDirected, book.Room),
            () => InSilence("tic in silence", VocalTic, book.Tics), () => InSilence("room talk in silence", NonDirected, book.Room),
        ];
        _random.Shuffle(moments);
        foreach (Action moment in moments)
            moment();
        return new CallScript($"{book.Language} {voice} {seed}", seed, voice, roomVoice, book.Language, Pick(Greetings), _moves);
    }

    private void Answer() => Turn("plain answer", Sometimes(Pick(book.Plain)), Pick(Replies));

    private void ShortAnswer() => Turn("short answer", Pick(book.Short), Pick(Replies));

    private void Slow() => Turn("slow speaker", Pick(book.Slow), Pick(Replies));

    private void Digits() => Turn("digits", Pick(book.Digits), Pick(Replies));

    private void Email() => Turn("e-mail", Pick(book.Email), Pick(Replies));

    private void Interruption()
    {
        Turn("plain answer", Sometimes(Pick(book.Plain)), Pick(LongReplies));
        _moves.Add(new Move("interruption", CallerSoundKind.Turn, Cue.AgentSpeaking, _random.Next(1200, 5000), Pick(book.Interruptions)) { Reply = Pick(Replies) });
    }

    private void OverReply(string category, CallerSoundKind kind, IReadOnlyList<string> lines)
    {
        Turn("plain answer", Sometimes(Pick(book.Plain)), Pick(LongReplies));
        _moves.Add(new Move(category, kind, Cue.AgentSpeaking, _random.Next(1200, 5000), Pick(lines)));
    }

    /// <summary>Something that is not for the agent, and only well after it the answer.</summary>
    private void InSilence(string category, CallerSoundKind kind, IReadOnlyList<string> lines)
    {
        _moves.Add(new Move(category, kind, Cue.AgentDone, _random.Next(900, 1500), Pick(lines)));
        _moves.Add(new Move("plain answer", CallerSoundKind.Turn, Cue.OwnSilence, _random.Next(2600, 3400), Pick(book.Plain)) { Reply = Pick(Replies) });
    }

    private void Turn(string category, string line, string reply) =>
        _moves.Add(new Move(category, CallerSoundKind.Turn, Cue.AgentDone, _random.Next(650, 1300), line) { Reply = reply });

    private string Sometimes(string line) => _random.NextDouble() < TicsInTurns ? PhraseBook.WithTic(line, Pick(book.Tics)) : line;

    private string Pick(IReadOnlyList<string> lines) => lines[_random.Next(lines.Count)];
}
