using Futwork.Realtime.Conversation.Redaction;

namespace Futwork.Tests.Realtime.Conversation.Redaction;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("my card is 4111 1111 1111 1111 thanks", "my card is [payment card] thanks")]
    [InlineData("it is four one one one one one one one one one one one one one one one okay", "it is [payment card] okay")]
    [InlineData("it is 4111 1111 1111 1112", "it is 4111 1111 1111 1112")]
    [InlineData("aadhaar 2341 2341 2346", "aadhaar [aadhaar]")]
    [InlineData("aadhaar 2341 2341 2347", "aadhaar 2341 2341 2347")]
    [InlineData("pan is abcpe1234f", "pan is [pan]")]
    [InlineData("pan is a b c p e one two three four f", "pan is [pan]")]
    [InlineData("write to asha.rao@example.com please", "write to [email] please")]
    [InlineData("write to asha dot rao at example dot com", "write to [email]")]
    [InlineData("call 98765 43210 tomorrow", "call [phone] tomorrow")]
    [InlineData("nine eight seven six five four three two one zero", "[phone]")]
    [InlineData("मेरा नंबर नौ आठ सात छह पाँच चार तीन दो एक शून्य है", "मेरा नंबर [phone] है")]
    [InlineData("नौ आठ सात छः पांच चार तीन दो एक शून्य", "[phone]")]
    [InlineData("नाइन एट सेवन सिक्स फाइव फोर थ्री टू वन ज़ीरो", "[phone]")]
    [InlineData("अट्ठानवे छिहत्तर चौवन बत्तीस दस", "[phone]")]
    [InlineData("फ़ोन ९८७६५४३२१० पर", "फ़ोन [phone] पर")]
    [InlineData("कार्ड ४१११ ११११ ११११ ११११", "कार्ड [payment card]")]
    [InlineData("nau aath saat chhe paanch char teen do ek shunya", "[phone]")]
    [InlineData("nau aath saat do do do paanch do ek shunya", "[phone]")]
    [InlineData("please do call, मुझे भेज दो", "please do call, मुझे भेज दो")]
    [InlineData("i have two cars and paid 45000", "i have two cars and paid 45000")]
    public void Numbers_and_addresses_are_masked_written_or_dictated(string said, string kept) =>
        new Redactor(Redactor.Kinds).Redact(said).ShouldBe(kept);

    [Fact]
    public void A_number_that_is_still_being_dictated_is_masked_too() =>
        new Redactor(["payment-card"]).Redact("it is 4111 1111", isFinal: false).ShouldBe("it is [number]");

    [Fact]
    public void What_nobody_asked_to_mask_stays() =>
        new Redactor(["email"]).Redact("call 98765 43210").ShouldBe("call 98765 43210");
}
