using Futwork.Realtime.Conversation.Spoken;

namespace Futwork.Tests.Realtime.Conversation.Spoken;

public sealed class HindiSpokenTextTests
{
    [Theory]
    [InlineData("मेरे पास 5 हैं", "मेरे पास पाँच हैं")]
    [InlineData("कुल ४५ लोग", "कुल पैंतालीस लोग")]
    [InlineData("उम्र 29 साल", "उम्र उनतीस साल")]
    [InlineData("उम्र 38 साल", "उम्र अड़तीस साल")]
    [InlineData("उम्र 49 साल", "उम्र उनचास साल")]
    [InlineData("उम्र 59 साल", "उम्र उनसठ साल")]
    [InlineData("उम्र 69 साल", "उम्र उनहत्तर साल")]
    [InlineData("उम्र 79 साल", "उम्र उन्यासी साल")]
    [InlineData("उम्र 89 साल", "उम्र नवासी साल")]
    [InlineData("उम्र 99 साल", "उम्र निन्यानवे साल")]
    [InlineData("कुल 100", "कुल एक सौ")]
    [InlineData("कुल 1,050", "कुल एक हज़ार पचास")]
    [InlineData("कुल 1,25,000", "कुल एक लाख पच्चीस हज़ार")]
    [InlineData("कुल 3,00,00,000", "कुल तीन करोड़")]
    [InlineData("दर 8.5%", "दर साढ़े आठ प्रतिशत")]
    [InlineData("दर 8.7%", "दर आठ दशमलव सात प्रतिशत")]
    [InlineData("यह 2.5 है", "यह दो दशमलव पाँच है")]
    [InlineData("1st किस्त", "पहला किस्त")]
    [InlineData("आधा यानी 1/2", "आधा यानी आधा")]
    [InlineData("हिस्सा 3/4", "हिस्सा तीन चौथाई")]
    [InlineData("10 में 8/10", "दस में दस में से आठ")]
    [InlineData("3-5 दिन", "तीन से पाँच दिन")]
    [InlineData("सन 1998", "सन एक हज़ार नौ सौ अट्ठानवे")]
    public void Numbers_have_words_of_their_own(string written, string spoken) => Say(written).ShouldBe(spoken);

    [Theory]
    [InlineData("आपका ₹500 बाकी है", "आपका पाँच सौ रुपये बाकी है")]
    [InlineData("सिर्फ़ ₹1", "सिर्फ़ एक रुपया")]
    [InlineData("कुल Rs. 1,25,000", "कुल एक लाख पच्चीस हज़ार रुपये")]
    [InlineData("कुल रु. 250", "कुल दो सौ पचास रुपये")]
    [InlineData("कुल ₹99.50", "कुल निन्यानवे रुपये पचास पैसे")]
    [InlineData("लोन ₹2.5 लाख का", "लोन ढाई लाख रुपये का")]
    [InlineData("लोन ₹1.5 करोड़ का", "लोन डेढ़ करोड़ रुपये का")]
    [InlineData("लोन ₹7.5L का", "लोन साढ़े सात लाख रुपये का")]
    [InlineData("कीमत $20", "कीमत बीस डॉलर")]
    [InlineData("₹500-1000 तक", "पाँच सौ से एक हज़ार रुपये तक")]
    [InlineData("500/- दीजिए", "पाँच सौ रुपये दीजिए")]
    [InlineData("5 लाख", "पाँच लाख")]
    public void Money_is_named_after_its_amount(string written, string spoken) => Say(written).ShouldBe(spoken);

    [Theory]
    [InlineData("तारीख 2026-11-22 है", "तारीख बाईस नवंबर दो हज़ार छब्बीस है")]
    [InlineData("तारीख 22/11/2026", "तारीख बाईस नवंबर दो हज़ार छब्बीस")]
    [InlineData("तारीख 22 Nov", "तारीख बाईस नवंबर")]
    [InlineData("22 नवंबर को", "बाईस नवंबर को")]
    [InlineData("15 August 1947 को", "पंद्रह अगस्त उन्नीस सौ सैंतालीस को")]
    [InlineData("समय 14:30", "समय दोपहर ढाई बजे")]
    [InlineData("समय 17:30", "समय शाम साढ़े पाँच बजे")]
    [InlineData("समय 09:15", "समय सुबह सवा नौ बजे")]
    [InlineData("समय 21:45", "समय रात पौने दस बजे")]
    [InlineData("5:30 बजे", "साढ़े पाँच बजे")]
    [InlineData("शाम 5:30 बजे", "शाम साढ़े पाँच बजे")]
    [InlineData("सुबह 09:00 बजे", "सुबह नौ बजे")]
    [InlineData("कल 5pm पर", "कल शाम पाँच बजे पर")]
    [InlineData("समय 10:10", "समय दस बजकर दस मिनट")]
    [InlineData("5 बजे", "पाँच बजे")]
    public void Dates_and_times_are_read_out(string written, string spoken) => Say(written).ShouldBe(spoken);

    [Theory]
    [InlineData("नंबर 9876543210", "नंबर नौ आठ सात छह पाँच, चार तीन दो एक शून्य")]
    [InlineData("आपका OTP 482913 है", "आपका ओ टी पी चार आठ दो, नौ एक तीन है")]
    [InlineData("आपका EMI और KYC", "आपका ई एम आई और के वाई सी")]
    [InlineData("दूरी 5 km", "दूरी पाँच किलोमीटर")]
    [InlineData("वजन 2.5 kg", "वजन ढाई किलो")]
    [InlineData("2 hrs में", "दो घंटे में")]
    [InlineData("1 hr में", "एक घंटा में")]
    [InlineData("Mr. शर्मा", "मिस्टर शर्मा")]
    [InlineData("डॉ. राव", "डॉक्टर राव")]
    [InlineData("क & ख", "क और ख")]
    [InlineData("ईमेल asha@gmail.com पर", "ईमेल asha ऐट gmail डॉट com पर")]
    [InlineData("एक्मे Pvt. Ltd. से", "एक्मे प्राइवेट लिमिटेड से")]
    [InlineData("वह/यह", "वह या यह")]
    [InlineData("नमस्ते, कैसे हैं?", "नमस्ते, कैसे हैं?")]
    public void Numbers_by_digit_and_what_is_short_are_said_in_full(string written, string spoken) => Say(written).ShouldBe(spoken);

    private static string Say(string text) => SpokenText.For("hi-IN").Say(text).Text;
}
