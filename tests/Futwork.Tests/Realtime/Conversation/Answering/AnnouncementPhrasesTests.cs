using Futwork.Realtime.Conversation.Answering;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;

namespace Futwork.Tests.Realtime.Conversation.Answering;

/// <summary>What networks say before an answer, and what sounds like it and is something else.</summary>
public sealed class AnnouncementPhrasesTests
{
    [Theory]
    [InlineData(NetworkAnnouncement.PhoneUnreachable, "The number you are calling is switched off. Please try again later.")]
    [InlineData(NetworkAnnouncement.PhoneUnreachable, "the airtel number you are trying to call is currently switched off")]
    [InlineData(NetworkAnnouncement.PhoneUnreachable, "the number you're calling is not reachable at the moment please try later")]
    [InlineData(NetworkAnnouncement.PhoneUnreachable, "the subscriber you have dialled is either switched off or out of coverage area")]
    [InlineData(NetworkAnnouncement.PhoneUnreachable, "the customer you are calling cannot be reached right now")]
    [InlineData(NetworkAnnouncement.PhoneUnreachable, "aap jis number par call kar rahe hain vah abhi switch off hai")]
    [InlineData(NetworkAnnouncement.PhoneUnreachable, "jis vyakti ko aap call kar rahe hain vah abhi network se bahar hai")]
    [InlineData(NetworkAnnouncement.PhoneUnreachable, "आप जिस एयरटेल नंबर पर कॉल कर रहे हैं वह अभी बंद है कृपया थोड़ी देर बाद प्रयास करें")]
    [InlineData(NetworkAnnouncement.PhoneUnreachable, "आप जिस व्यक्ति से बात करना चाहते हैं वह कवरेज क्षेत्र से बाहर है")]
    [InlineData(NetworkAnnouncement.VacantNumber, "the number you have dialled does not exist please check the number and dial again")]
    [InlineData(NetworkAnnouncement.VacantNumber, "please check the number you have dialed")]
    [InlineData(NetworkAnnouncement.VacantNumber, "your call cannot be completed as dialed please check the number")]
    [InlineData(NetworkAnnouncement.VacantNumber, "aapke dwara dial kiya gaya number maujood nahi hai")]
    [InlineData(NetworkAnnouncement.VacantNumber, "आपके द्वारा डायल किया गया नंबर मौजूद नहीं है कृपया नंबर जांच लें")]
    [InlineData(NetworkAnnouncement.Intercept, "the number you have dialed is not in service")]
    [InlineData(NetworkAnnouncement.Intercept, "the number you have reached this number has been disconnected")]
    [InlineData(NetworkAnnouncement.Intercept, "डायल किया गया नंबर सेवा में नहीं है")]
    [InlineData(NetworkAnnouncement.Barred, "the number you have called is temporarily out of service")]
    [InlineData(NetworkAnnouncement.Barred, "incoming calls are not available on this number")]
    [InlineData(NetworkAnnouncement.Barred, "the person you are trying to reach is not accepting calls at this time please try your call again")]
    [InlineData(NetworkAnnouncement.Barred, "इस नंबर पर इनकमिंग कॉल की सुविधा उपलब्ध नहीं है")]
    [InlineData(NetworkAnnouncement.NoCircuit, "all lines in this route are busy")]
    [InlineData(NetworkAnnouncement.NoCircuit, "the network is busy please try again after some time")]
    [InlineData(NetworkAnnouncement.NoCircuit, "इस मार्ग की सभी लाइनें व्यस्त हैं कृपया थोड़ी देर बाद डायल करें")]
    [InlineData(NetworkAnnouncement.NoReply, "the person you are calling is not answering please try again later")]
    [InlineData(NetworkAnnouncement.NoReply, "aap jis vyakti ko call kar rahe hain vah uttar nahi de raha hai")]
    [InlineData(NetworkAnnouncement.NoReply, "आप जिस व्यक्ति को कॉल कर रहे हैं वह अभी उत्तर नहीं दे रहा है")]
    [InlineData(NetworkAnnouncement.Busy, "the person you are calling is busy on another call please stay on the line or call again later")]
    [InlineData(NetworkAnnouncement.Busy, "the number you have dialled is busy")]
    [InlineData(NetworkAnnouncement.Busy, "the person you are trying to reach is speaking to someone else")]
    [InlineData(NetworkAnnouncement.Busy, "aap jis number par call kar rahe hain vah vyast hai")]
    [InlineData(NetworkAnnouncement.Busy, "आप जिस व्यक्ति को कॉल कर रहे हैं वह अभी दूसरी कॉल पर व्यस्त हैं")]
    public void An_announcement_is_known_by_its_words(NetworkAnnouncement means, string words) => Hear(words).ShouldBe(means);

    [Theory]
    [InlineData("")]
    [InlineData("hello from the other shore my heart is switched off since you went away")]
    [InlineData("the line is busy the line is busy all night long")]
    [InlineData("tera number tera number dil ka phone band hai")]
    [InlineData("दिल का दरवाज़ा बंद है तू क्यों व्यस्त है")]
    [InlineData("the number you are calling")]
    [InlineData("the number you are calling has chosen this tune for you press star to copy it")]
    [InlineData("please try again later")]
    [InlineData("hi this is john i can't take your call right now please leave a message after the tone")]
    [InlineData("the person you are trying to reach is not available at the tone please record your message")]
    [InlineData("you have reached the voicemail of asha please leave your name and number")]
    [InlineData("welcome to acme all our agents are busy please hold the line")]
    [InlineData("your call is important to us please stay on the line")]
    [InlineData("the number you are calling is not switched off")]
    public void What_is_no_announcement_or_not_certainly_one_decides_nothing(string words) => Hear(words).ShouldBeNull();

    [Fact]
    public void It_may_come_in_parts_the_last_of_which_is_not_settled_yet()
    {
        var words = new AnnouncementWords();
        words.Heard(new RecognitionResult("the number you", false));
        words.Heard(new RecognitionResult("the number you are calling", true));
        words.Announcement.ShouldBeNull();

        words.Heard(new RecognitionResult("is switched", false));
        words.Heard(new RecognitionResult("is switched off", false));
        words.Announcement.ShouldBe(NetworkAnnouncement.PhoneUnreachable);

        words.Heard(new RecognitionResult("is a nice one", true));
        words.Announcement.ShouldBeNull();
    }

    [Fact]
    public void Words_that_the_engine_doubts_count_for_nothing()
    {
        var words = new AnnouncementWords();
        words.Heard(new RecognitionResult("the number you are calling is switched off", true, Confidence: 0.4));

        words.Announcement.ShouldBeNull();
    }

    private static NetworkAnnouncement? Hear(string text)
    {
        var words = new AnnouncementWords();
        words.Heard(new RecognitionResult(text, true));
        return words.Announcement;
    }
}
