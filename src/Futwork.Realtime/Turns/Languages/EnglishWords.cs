using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Turns.Languages;

/// <summary>English, as it is spoken on the phone.</summary>
internal static class EnglishWords
{
    public static readonly TurnWords All = new()
    {
        Hold = PhraseSet.Of(
            "hold on, hold on a second, hold on a minute, hold, hang on, hang on a second, wait, wait a second, wait a minute, wait a moment, one second, one sec, one minute, one moment, a second, "
            + "a moment, just a second, just a sec, just a minute, just a moment, just one second, just one minute, give me a second, give me a minute, give me a moment, "
            + "give me one second, give me one minute, let me check, let me see, let me think, let me look, let me find it, let me find out, let me ask, let me get it, "
            + "let me grab it, let me grab a pen, let me get a pen, bear with me, two minutes, two seconds"),
        Fillers = PhraseSet.Of(
            "um, umm, uh, uhh, uhm, er, erm, ah, eh, hmm, hm, mm, well, like, you know, i mean, actually, basically, so basically, sort of, kind of, let us say, lets say, "
            + "what is it called, whats it called, how do i say, how do you say"),
        Conjunctions = PhraseSet.Of(
            "and, or, but, because, cause, so, if, when, whenever, which, while, although, unless, until, than, as, whether, since, whose, plus, then, and then, so that, "
            + "except, instead, rather"),
        Dangling = PhraseSet.Of(
            "the, a, an, my, your, our, their, its, every, each, very, quite, of, to, with, for, from, at, in, on, by, about, into, onto, between, without, via, per, "
            + "towards, near, behind, under, around, almost, nearly, i want, i need, i have, i got, we have, we need, we want, i would like, id like, i would, id, i was wondering, "
            + "i am looking, im looking, i am calling, im calling, i am trying, im trying, i am going, im going, can you, could you, would you, will you, do you, did you, are you, "
            + "is it, is there, there is, there are, theres, im, ive, weve, youre, theyre, thats, tell me about, talk about, point, double, triple, dot, underscore, dash, "
            + "the thing is, the problem is, the other, another, some, such, these, those, only, even, want to, going to, have to, need to, supposed to, able to, not"),
        Auxiliaries = PhraseSet.Of(
            "is, are, was, were, am, have, has, had, do, does, did, will, would, can, could, should, shall, may, might, must, been, be, being, isnt, arent, wasnt"),
        Expecting = PhraseSet.Of(
            "bought, sent, send, told, tell, tells, said, says, say, paid, tried, get, gave, give, take, took, makes, make, made, bring, brought, find, found, keep, kept, put, "
            + "signed, pressed, opened, shows, show, showed, promised, supposed, expected, received, gets, want, wants, wanted, need, needs, needed, has, got, like, likes, asked, ask, "
            + "call, use, uses, used, wondering, wonder, looking, trying, going, using, having, getting, making, taking, asking, lost, left, sold, changed, change, ordered, order, booked, book, "
            + "usually, already, still, never, always, also, probably, maybe, just, really, actually, recently, currently, somebody, someone, everybody, nobody, anything about, "
            + "last, next, first, new, old, small, big, little, strange, wrong, whole, right, same, different, other, more, most, less, every, many, few, several, next to, out of, up to, "
            + "because of, instead of, red, blue, green, black, white, good, better, best, long, short, single, own, main, full, half, much, too, how, what, where, who, why, which, that"),
        Subjects = PhraseSet.Of("i, we, he, she, they"),
        Subordinators = PhraseSet.Of("if, when, whenever, because, since, although, unless, until, before, after, while, once"),
        QuestionWords = PhraseSet.Of("what, who, whom, where, which, whats, whos, wheres"),
        Closers = PhraseSet.Of(
            "thank you, thanks, bye, goodbye, please, i think so, i hope so, i guess so, i am not, im not, of course not, why not, probably not, maybe not, definitely not, i hope not, "
            + "what for, come in, log in, sign in, check in, go on, carry on, come on, later on, from now on, right now, i am in, im in, count me in, the other one, like that, "
            + "do it like that, this is she, this is he, who is it, who are you, how are you, what is that, what is it, "
            + "is that so, or so, what i have, all i have, it is on, turn it on, what time is it, how much is it, where is it, how much, that is all, thats all, and so on, and all, and that is it, "
            + "as well, i am fine, so far, not only that, how are you doing, would be, could be, might be, may be, you are, they are, i am, let it be"),
        Courtesies = PhraseSet.Of("please, sir, maam, madam, ok, okay, yeah"),
        Pairs = [("either", "or"), ("between", "and"), ("both", "and"), ("whether", "or"), ("neither", "nor")],
        Backchannels = PhraseSet.Of(
            "m, mm, mhm, mm hmm, m hm, mm hm, mmhmm, hm, hmm, uh huh, uhhuh, mm mm, ah, oh, aha, yeah, yep, yup, ya, yah, yes, ok, okay, kay, right, alright, all right, sure, got it, i see, fine, good, great, "
            + "cool, nice, wow, really, oh really, true, exactly, of course, go on, go ahead, carry on, i understand, understood, makes sense, sounds good, that is right, thats right, "
            + "thats fine, that is fine, no problem, interesting, sure sure, oh i see, oh ok, oh okay, correct, perfect, i know, um, uh, er"),
        Stop = PhraseSet.Of(
            "stop, stop it, wait, hold on, hang on, excuse me, one second, one sec, one minute, one moment, just a second, just a minute, just a moment, listen, listen to me, "
            + "let me speak, let me talk, let me finish, shut up, be quiet, not interested, do not call, dont call, stop calling, no no, no no no, can i ask, i have a question, sorry to interrupt"),
        Aside = PhraseSet.Of(
            "im on the phone, i am on the phone, im on a call, i am on a call, im on phone, i am on phone, be right there, ill be right there, i will be right there, be there in a minute, "
            + "coming mom, coming mum, come here, go outside, close the door, shut the door, turn off the tv, turn it down, turn that down, put that down, leave it there, not you, stop that, "
            + "sit down, go away, wait outside, mom, mum, mummy, daddy, dad, honey, sweetie, darling, kids, hey guys, put it on the table, in a minute honey, who is at the door, get the door, "
            + "dinner is ready, are you coming, pass me the, did you eat"),
        PickUp = PhraseSet.Of("hello, hi, helo, hey, yes, yeah, hello hello, speaking, who is this, good morning, good afternoon, good evening"),
    };
}
