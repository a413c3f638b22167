namespace Futwork.Tests.Realtime.Conversation;

/// <summary>
/// The facts that others test their engines by, as lines of data. Where our settings differ, the line overrides them: our
/// voice activity ends 256 ms after the sound, and the ears' delay counts from there. The greeting sounds from 100 to 300 ms.
/// </summary>
public sealed class TimelineTests
{
    /// <summary>LiveKit's golden timelines: end of turn 0.5 s after the sound; words, mind and voice each with their delay.</summary>
    [Theory]
    // A turn 0.5-2.5, words 0.2, mind 0.1, voice 0.2: end of turn at 3.0, sound at 3.3 (theirs 3.5, for their reply takes 0.3 to end).
    [InlineData("wait; eot 500; ears 200; model 100; voice 200; says 500-2500 yes I am here; reply Good.; hangup 9000", "speaks[1]=3360; person=yes I am here; agent=Hi. / Good.")]
    // Ears slower than the end of the turn: the words decide.
    [InlineData("wait; eot 500; ears 800; model 100; voice 200; says 500-2500 yes I am here; reply Good.; hangup 9000", "speaks[1]=3856; person=yes I am here")]
    // 1.1 s plain, and thought ahead as soon as words and mind allow: max(0.5, 0.256 + 0.3 + 0.3).
    [InlineData("wait; eot 500; ears 0; model 300; voice 300; says 500-2500 yes I am here; reply Good.; hangup 9000", "speaks[1]=3660; ahead=0 of 0")]
    [InlineData("eot 500; ears 0; model 300; voice 300; says 500-2500 yes I am here; reply Good.; hangup 9000", "speaks[1]=3360; ahead=1 of 1")]
    [InlineData("eot 500; ears 0; model 100; voice 50; says 500-2500 yes I am here; reply Good.; hangup 9000", "speaks[1]=3060; ahead=1 of 1")]
    [InlineData("eot 900; ears 100; model 300; voice 200; says 500-2500 yes I am here; reply Good.; hangup 9000", "speaks[1]=3460; ahead=1 of 1")]
    // "Stop!" over a story of 3 s: silent at the next frame, cut at a word, and answered.
    [InlineData("wait; eot 500; unfinished 500; ears 100; model 0; says 500-2500 yes I am here; reply one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen.; says 4000-5000 please stop that now; reply Fine.; hangup 9000", "speaks[1]=3000; ends[1]=4080; interrupted=1; agent=Hi. / one two three four five - / Fine.; speaks[2]=5500")]
    // Three words take the floor: two only pause it, and it goes on.
    [InlineData("wait; eot 500; ears 100; model 0; words 3; says 500-2500 yes I am here; reply one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen.; says 4000-4400 nice weather; hangup 9000", "interrupted=0; agent=Hi. / one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen.")]
    // Interruptions off: it plays all.
    [InlineData("wait; fixed; eot 500; ears 100; model 0; says 500-2500 yes I am here; reply one two three four five six seven eight nine ten.; says 3100-3400 please stop that now; hangup 9000", "interrupted=0; speaks[1]=3028; ends[1]=5028; stretches=2")]
    // Speaking on while the mind thinks: nothing of the reply is in the transcript, and both halves are one turn.
    [InlineData("wait; eot 500; ears 100; model 1500; says 500-2500 yes I am here; says 3300-4300 but I am busy; reply Later.; hangup 9000", "agent=Hi. / Later.; turns=yes I am here / yes I am here but I am busy; interrupted=0")]
    // 0.3 s of noise before the sound only holds it.
    [InlineData("wait; eot 500; ears 100; model 0; voice 600; resume 500; says 500-2500 yes I am here; noise 3100-3400; reply one two three four five.; hangup 9000", "interrupted=0; agent=Hi. / one two three four five.; stretches=2")]
    // A cough in the middle: silent, and on again within two seconds.
    [InlineData("wait; eot 500; ears 100; model 0; says 500-2500 yes I am here; reply one two three four five six seven eight nine ten.; noise 4000-4200; hangup 9000", "interrupted=0; ends[1]=4080; speaks[2]=4560; agent=Hi. / one two three four five six seven eight nine ten.")]
    // The ears never settle it: the pause ends after the resume timeout.
    [InlineData("wait; eot 500; ears 1500; model 0; says 500-2500 yes I am here; reply one two three four five six seven eight nine ten.; noise 5500-5700; hangup 14000", "interrupted=0; agent=Hi. / one two three four five six seven eight nine ten.")]
    public void Turns_follow_the_golden_timelines(string script, string expected) => Check(script, expected);

    /// <summary>pipecat's orders of events: S and E of the voice activity, I interim, T final words; some words never come, or before, or late.</summary>
    [Theory]
    [InlineData("S T E", "mute; says 1000-2000 x; final 1800 yes I am here", "turns=yes I am here; person=yes I am here")]
    [InlineData("S E T", "mute; says 1000-2000 x; final 2400 yes I am here", "turns=yes I am here")]
    [InlineData("S I T E", "mute; says 1000-2000 x; interim 1500 yes I; final 1900 yes I am here", "turns=yes I am here")]
    [InlineData("S I E T", "mute; says 1000-2000 x; interim 1500 yes I; final 2500 yes I am here", "turns=yes I am here")]
    [InlineData("S E I T", "mute; says 1000-2000 x; interim 2350 yes I; final 2700 yes I am here", "turns=yes I am here")]
    [InlineData("S E T late", "mute; says 1000-2000 x; final 3800 yes I am here", "turns=yes I am here")]
    [InlineData("T only", "mute; final 2000 yes I am here", "turns=yes I am here")]
    [InlineData("I T without voice", "mute; interim 1500 yes; final 1800 yes I am here", "turns=yes I am here")]
    [InlineData("S T E S T E", "mute; unfinished 1500; says 1000-2000 x; final 2100 I would like to; says 2800-3800 x; final 3900 come on friday", "turns=I would like to come on friday")]
    [InlineData("S T1 I E S T2 E", "mute; says 1000-2000 x; final 1600 I would like; interim 1900 to; says 2300-3300 x; final 3200 to come on friday", "turns=I would like to come on friday")]
    [InlineData("S T1 T2 E", "mute; says 1000-2600 x; final 1600 I would like; final 2400 to come on friday", "turns=I would like to come on friday")]
    [InlineData("S E S E T", "mute; says 1000-1500 x; says 1900-2600 x; final 3000 I will come on friday", "turns=I will come on friday")]
    [InlineData("S E, no words", "mute; says 1000-2000 x", "person=[unclear]; turns=")]
    [InlineData("noise", "ears 100; noise 1000-1150", "person=; turns=")]
    [InlineData("S I E, no final", "mute; says 1000-2000 x; interim 1600 yes I am here", "turns=yes I am here")]
    [InlineData("two turns", "mute; says 1000-2000 x; final 2400 yes I am here; says 5000-6000 x; final 6400 on friday please", "turns=yes I am here / on friday please")]
    public void Words_are_answered_once_in_whatever_order_they_come(string order, string script, string expected)
    {
        order.ShouldNotBeEmpty();
        Check($"wait; eot 500; model 0; {script}; reply Good.; reply Fine.; hangup 12000", expected);
    }

    /// <summary>Thinking ahead: used when nothing changed, thrown away without a trace when something did, never more than three times in a turn.</summary>
    [Theory]
    [InlineData("eot 1000; unfinished 1000; ears 0; model 100; says 1000-2000 yes I am here and we can talk about it now; reply Good.; hangup 6000", "ahead=1 of 1; speaks[1]=3000; turns=yes I am here and we can talk about it now; agent=Hi. / Good.")]
    [InlineData("eot 1000; unfinished 1000; ears 0; model 100; says 1000-2000 yes I am here and we can talk about it now; says 2600-3600 but I am busy; reply Good.; reply Later.; hangup 8000", "ahead=1 of 2; person=yes I am here and we can talk about it now but I am busy; agent=Hi. / Later.")]
    [InlineData("eot 1000; unfinished 1000; ears 0; model 900; says 1000-2000 yes I am here and we can talk about it now; reply Good.; hangup 6000", "ahead=1 of 1; speaks[1]=3160")]
    [InlineData("mute; eot 1000; unfinished 1000; model 100; says 1000-2000 x; interim 1900 yes I am here and we can talk about it now; final 2500 Yes, I am here, and we can talk about it now.; reply Good.; hangup 6000", "ahead=1 of 1; agent=Hi. / Good.")]
    [InlineData("mute; eot 1000; unfinished 1000; model 100; says 1000-2000 x; interim 1900 yes I am here and we can talk about it now; final 2500 yes I am not here and we can talk about it now; reply Good.; reply Oh.; hangup 6000", "ahead=1 of 2; agent=Hi. / Oh.")]
    [InlineData("eot 1000; unfinished 1000; ears 0; model 100; says 1000-12500 yes I am here and we can talk about it now; reply Good.; hangup 16000", "ahead=0 of 0; agent=Hi. / Good.")]
    [InlineData("eot 1000; unfinished 1000; ears 0; model 50; says 1000-1600 I am here and we can talk about it now; says 2200-2800 I am here and we can talk about it now; says 3400-4000 I am here and we can talk about it now; says 4600-5200 I am here and we can talk about it now; reply A.; reply B.; reply C.; reply D.; hangup 9000", "ahead=0 of 3; agent=Hi. / D.")]
    [InlineData("eot 1000; unfinished 1000; ears 0; model 100; says 1000-2000 yes I am here and we can talk about it now; key 2600 1; gap 500; reply A.; reply B.; reply C.; hangup 8000", "ahead=0 of 1; agent=Hi. / B. / C.; person=yes I am here and we can talk about it now / [pressed 1]")]
    [InlineData("eot 1000; unfinished 1000; ears 0; model 100; says 1000-2000 yes I am here and we can talk about it now; reply Good.; hangup 2600", "ahead=0 of 1; agent=Hi.; person=yes I am here and we can talk about it now")]
    [InlineData("eot 1000; unfinished 1000; ears 0; model 100; says 1000-2000 yes I am here and we can talk about it now; noise 2500-2600; reply Good.; hangup 8000", "agent=Hi. / Good.; person=yes I am here and we can talk about it now")]
    public void A_reply_is_thought_of_ahead(string script, string expected) => Check(script, expected);

    /// <summary>Silence, keys, limits, and everybody ending the call at once.</summary>
    [Theory]
    [InlineData("silence 3000; hangup 20000", "silences=3; end=Silence")]
    [InlineData("silence 3000; hangup 3250", "silences=0; duration=3250")]
    [InlineData("silence 3000; hangup 4000", "silences=1; end=PersonHungUp")]
    [InlineData("wait; silence 3000; eot 500; ears 100; model 0; says 3000-3500 yes I am here; reply Good.; hangup 6000", "silences=0")]
    [InlineData("wait; silence 3000; eot 500; ears 100; model 0; noise 3000-3100; hangup 3900", "silences=1")]
    [InlineData("wait; gap 1000; model 0; key 1000 4; key 1800 2; reply Good.; hangup 6000", "person=[pressed 42]; speaks[1]=2800")]
    [InlineData("wait; gap 2000; model 0; key 1000 4; key 1200 #; reply Good.; hangup 6000", "person=[pressed 4#]; speaks[1]=1200")]
    [InlineData("wait; gap 500; model 0; key 1000 4; key 1800 2; reply Good.; reply Fine.; hangup 6000", "person=[pressed 4] / [pressed 2]")]
    [InlineData("wait; gap 500; model 0; key 200 4; reply Good.; hangup 6000", "interrupted=1; ends[0]=200; speaks[1]=700")]
    [InlineData("max 10", "end=MaxDuration; duration=10000")]
    [InlineData("max 10; wait; eot 500; ears 100; model 0; says 9000-9400 yes I am here; reply one two three four five.; hangup 15000", "end=MaxDuration; duration=10000; agent=Hi.")]
    [InlineData("hangup 50", "agent=; end=PersonHungUp; duration=50")]
    [InlineData("hangup 300", "agent=Hi.; duration=300")]
    [InlineData("api 2000", "end=HungUpByApi; duration=2000")]
    [InlineData("api 2000; hangup 2000", "duration=2000")]
    [InlineData("max 10; api 10000; hangup 10000", "duration=10000")]
    [InlineData("wait; model 5000; eot 500; ears 100; says 1000-1600 yes I am here; hangup 3000", "agent=Hi.; person=yes I am here; duration=3000")]
    [InlineData("wait; voice 5000; eot 500; model 0; ears 100; says 1000-1600 yes I am here; reply Good.; hangup 3000", "agent=Hi.; duration=3000")]
    [InlineData("wait; ears 5000; says 1000-1600 yes I am here; hangup 1900", "person=[unclear]; duration=1900")]
    [InlineData("wait; model 30000; eot 500; ears 100; says 1000-1600 yes I am here; reply Good.; hangup 60000", "end=ModelFailed")]
    public void Silence_keys_and_limits_keep_their_times(string script, string expected) => Check(script, expected);

    /// <summary>A sentence that was understood is answered, however its first reply was withdrawn before anybody heard it.</summary>
    [Theory]
    [InlineData("nothing understood behind it", "ears 100; says 500-2500 yes I am here; noise 3300-4300", "turns=yes I am here / yes I am here; agent=Hi. / Good.; person=yes I am here / [unclear]")]
    [InlineData("um behind it", "ears 100; says 500-2500 yes I am here; says 3300-4300 um", "turns=yes I am here / yes I am here um; agent=Hi. / Good.")]
    [InlineData("a key behind it", "ears 100; says 500-2500 yes I am here; key 3300 1", "turns=yes I am here / (The person pressed the keys 1.) yes I am here; agent=Hi. / Good.")]
    [InlineData("late words behind it", "mute; says 500-2500 x; final 2900 yes I am here; says 3300-4300 x; final 7000 but on friday", "turns=yes I am here / yes I am here / yes I am here but on friday; agent=Hi. / Good.")]
    [InlineData("a key beside it", "ears 100; eot 1500; unfinished 1500; says 1000-1600 yes I am here; key 1700 1", "turns=(The person pressed the keys 1.) yes I am here; person=yes I am here / [pressed 1]; agent=Hi. / Good.")]
    [InlineData("a key beside a noise", "ears 100; eot 1500; unfinished 1500; noise 1000-1600; key 1700 1", "turns=(The person pressed the keys 1.); person=[pressed 1]; agent=Hi. / Good.")]
    public void Words_whose_reply_was_never_heard_are_not_forgotten(string how, string script, string expected)
    {
        how.ShouldNotBeEmpty();
        Check($"wait; gap 500; eot 500; unfinished 500; model 1500; {script}; reply Good.; hangup 12000", expected);
    }

    private static void Check(string script, string expected)
    {
        using var timeline = Timeline.Of(script);
        timeline.ShouldBe(expected);
        timeline.Call.Time.ActiveTimers.ShouldBe(0);
        timeline.Call.Leg.HangUps.ShouldBeLessThanOrEqualTo(1);
    }
}
