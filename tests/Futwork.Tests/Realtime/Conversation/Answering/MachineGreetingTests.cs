using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Answering;

namespace Futwork.Tests.Realtime.Conversation.Answering;

/// <summary>Machines, and how long after their tell-tale words or tones they are recognised for certain.</summary>
public sealed class MachineGreetingTests
{
    [Theory]
    [InlineData(AnsweredBy.Voicemail, 7000, "400-6600 hello you have reached asha please leave a message after the tone")]
    [InlineData(AnsweredBy.Voicemail, 4000, "400-3600 your call has been forwarded to an automated voice message system")]
    [InlineData(AnsweredBy.Voicemail, 5400, "300-5000 the person you are trying to reach is not available at the tone please record your message")]
    [InlineData(AnsweredBy.Voicemail, 4600, "200-4200 hi this is john i can't take your call right now please leave a message and i'll get back to you")]
    [InlineData(AnsweredBy.Voicemail, 3400, "500-3000 you've reached the voicemail of priya sharma")]
    [InlineData(AnsweredBy.Voicemail, 5400, "300-1200 hello|2600-5000 you have reached nine eight seven six leave your name and number after the beep")]
    [InlineData(AnsweredBy.Voicemail, 8332, "300-7600|7900-8300@1000")]
    [InlineData(AnsweredBy.Voicemail, 12_032, "300-5000|5600-11000|11500-12000@440")]
    [InlineData(AnsweredBy.Voicemail, 9532, "300-8000|8800-9500@1400")]
    [InlineData(AnsweredBy.Voicemail, 5032, "300-4200 sorry i cannot take your call|4500-5000@850")]
    [InlineData(AnsweredBy.Voicemail, 6900, "300-6500 namaste aap asha ko call kar rahe hain kripya beep ke baad apna sandesh chhodiye")]
    [InlineData(AnsweredBy.Voicemail, 5900, "300-5500 नमस्ते मैं अभी फ़ोन नहीं उठा सकती बीप के बाद अपना संदेश छोड़ें")]
    [InlineData(AnsweredBy.Voicemail, 4900, "300-4500 kripya tone ke baad apna message record karein")]
    [InlineData(AnsweredBy.Voicemail, 6400, "500-6000 sorry i missed your call leave me a message and i will get back to you as soon as possible")]
    [InlineData(AnsweredBy.Voicemail, 6400, "500-6000 you have reached acme our office hours are nine to five leave us a message")]
    [InlineData(AnsweredBy.VoicemailFull, 4400, "300-4000 the mailbox is full and cannot accept any messages at this time goodbye")]
    [InlineData(AnsweredBy.VoicemailFull, 6400, "300-6000 the person you are calling has a voicemail box that has not been set up yet goodbye")]
    [InlineData(AnsweredBy.VoicemailFull, 4400, "300-4000 the number you are calling is currently switched off please try again later")]
    [InlineData(AnsweredBy.VoicemailFull, 4400, "300-4000 the subscriber you have dialled is not reachable at the moment")]
    [InlineData(AnsweredBy.VoicemailFull, 4400, "300-4000 the number you have dialed is not in service please check the number you have dialed")]
    [InlineData(AnsweredBy.VoicemailFull, 4400, "300-4000 the number you are trying to reach is out of coverage area")]
    [InlineData(AnsweredBy.VoicemailFull, 5400, "300-5000 aap jis number par call kar rahe hain vah abhi switch off hai")]
    [InlineData(AnsweredBy.VoicemailFull, 5400, "300-5000 jis vyakti ko aap call kar rahe hain vah abhi network se bahar hai")]
    [InlineData(AnsweredBy.VoicemailFull, 5400, "300-5000 आप जिस व्यक्ति को कॉल कर रहे हैं वह अभी उत्तर नहीं दे रहा है कृपया थोड़ी देर बाद प्रयास करें")]
    [InlineData(AnsweredBy.VoicemailFull, 5400, "300-5000 आप जिस नंबर पर कॉल कर रहे हैं वह कवरेज क्षेत्र से बाहर है")]
    [InlineData(AnsweredBy.VoicemailFull, 1142, "0-330@950|330-660@1400|680-1110@1777")]
    [InlineData(AnsweredBy.VoicemailFull, 3782, "0-750@400|1500-2250@400|3000-3750@400")]
    [InlineData(AnsweredBy.VoicemailFull, 1282, "0-250@425|500-750@425|1000-1250@425")]
    [InlineData(AnsweredBy.VoicemailFull, 3532, "500-3500@2100")]
    public void A_machine_that_ends_the_talk_is_certain(AnsweredBy kind, int at, string script)
    {
        (AnsweringVerdict verdict, int since) = new Greeting(script).Play(20_000);

        verdict.Kind.ShouldBe(kind, verdict.ToString());
        verdict.IsVoicemail.ShouldBeTrue(verdict.ToString());
        since.ShouldBeLessThanOrEqualTo(at, verdict.ToString());
    }

    [Theory]
    [InlineData("300-4000 thank you for calling acme|4300-7000 for sales press one for support press two")]
    [InlineData("300-4000 welcome to acme bank|4300-9000 hindi ke liye ek dabayen english ke liye do dabayen")]
    [InlineData("300-9000 हिंदी के लिए एक दबाएं अंग्रेजी के लिए दो दबाएं")]
    [InlineData("300-9000 please listen carefully as our menu options have changed press one for sales")]
    [InlineData("300-6000 hi if you record your name and reason for calling i'll see if this person is available")]
    [InlineData("300-8000 hi the person you're calling is using a screening service from google and will get a copy of this conversation go ahead and say your name and why you're calling")]
    [InlineData("300-4000 please state your name and the purpose of your call")]
    [InlineData("300-5000 please say your name after the tone and i will see if this person is available|5400-5800@1000")]
    public void A_menu_or_a_screening_assistant_is_no_voicemail(string script)
    {
        (AnsweringVerdict verdict, _) = new Greeting(script).Play(20_000);

        verdict.Kind.ShouldBe(AnsweredBy.Menu, verdict.ToString());
        verdict.IsVoicemail.ShouldBeFalse();
    }

    [Theory]
    [InlineData("300-1300 hello|2500-15000")]
    [InlineData("300-20000")]
    [InlineData("300-4000 leave a message")]
    [InlineData("300-700@1000")]
    [InlineData("300-4200|4500-5000@850")]
    [InlineData("300-3000 thank you for calling acme how may i help you")]
    public void While_in_doubt_nothing_is_certain(string script) =>
        new Greeting(script).Play(25_000).Verdict.IsVoicemail.ShouldBeFalse();

    [Fact]
    public void A_mailbox_that_turns_out_full_is_full()
    {
        (AnsweringVerdict verdict, _) =
            new Greeting("300-5000 the person you are trying to reach is not available leave a message after the tone|5500-8000 sorry the mailbox is full").Play(12_000);

        verdict.Kind.ShouldBe(AnsweredBy.VoicemailFull);
        verdict.IsVoicemail.ShouldBeTrue();
    }
}
