using System.Text.Json;
using Futwork.Hosting;

namespace Futwork.Tests.Hosting;

public sealed class SecretPlaceTests
{
    [Theory]
    [InlineData("""{"url":"https://a.example/1","token":"k"}""", """{"url":"https://A.example:443/2?q=1","token":"****"}""", true)]
    [InlineData("""{"url":"https://a.example","token":"k"}""", """{"url":"http://a.example","token":"****"}""", false)]
    [InlineData("""{"url":"https://a.example","token":"k"}""", """{"url":"https://a.example:444","token":"****"}""", false)]
    [InlineData("""{"url":"https://a.example","token":"k"}""", """{"url":"https://a.example.evil.example","token":"****"}""", false)]
    [InlineData("""{"url":"https://a.example","token":"k"}""", """{"url":"https://a.example@evil.example/","token":"****"}""", false)]
    [InlineData("""{"url":"https://a.example","token":"k"}""", """{"token":"****"}""", false)]
    [InlineData("""{"engine":"a","baseUrl":null,"apiKey":"k"}""", """{"engine":"a","baseUrl":null,"apiKey":"****","name":"other"}""", true)]
    [InlineData("""{"engine":"a","baseUrl":null,"apiKey":"k"}""", """{"engine":"b","baseUrl":null,"apiKey":"****"}""", false)]
    [InlineData("""{"engine":"a","baseUrl":null,"apiKey":"k"}""", """{"engine":"a","baseUrl":"https://evil.example","apiKey":"****"}""", false)]
    [InlineData("""{"host":"sip.example.org","port":1,"password":"k"}""", """{"host":"SIP.example.org","port":2,"password":"****"}""", true)]
    [InlineData("""{"host":"sip.example.org","password":"k"}""", """{"host":"sip.evil.example","password":"****"}""", false)]
    [InlineData("""{"carrier":"a","settings":{"password":"k"}}""", """{"carrier":"b","settings":{"password":"****"}}""", false)]
    public void A_mask_stands_for_what_was_kept_only_where_it_goes_to_the_same_place(string stored, string sent, bool isKept)
    {
        var unmasked = SecretFields.Unmask(JsonElement.Parse(sent), JsonElement.Parse(stored));

        (unmasked.Problem is null).ShouldBe(isKept);
        if (isKept)
            unmasked.Value.GetRawText().ShouldContain("\"k\"");
    }

    [Fact]
    public void A_fallback_keeps_its_own_key_when_what_it_takes_over_from_moves_away()
    {
        var stored = JsonElement.Parse("""{"engine":"a","baseUrl":"https://a.example","apiKey":"first","fallbacks":[{"engine":"b","baseUrl":null,"apiKey":"second"}]}""");

        var unmasked = SecretFields.Unmask(JsonElement.Parse(
            """{"engine":"c","baseUrl":null,"apiKey":"new","fallbacks":[{"engine":"b","baseUrl":null,"apiKey":"****"}]}"""), stored);

        unmasked.Value.GetProperty("fallbacks")[0].GetProperty("apiKey").GetString().ShouldBe("second");
    }

    [Fact]
    public void Keys_that_look_alike_are_not_swapped_with_the_order_of_a_list()
    {
        var stored = JsonElement.Parse("""[{"engine":"a","apiKey":"one"},{"engine":"b","apiKey":"two"}]""");

        var unmasked = SecretFields.Unmask(JsonElement.Parse("""[{"engine":"b","apiKey":"****"},{"engine":"a","apiKey":"****"}]"""), stored);

        unmasked.Problem.ShouldNotBeNull().Errors.Select(error => error.Pointer).ShouldBe(["/0/apiKey", "/1/apiKey"]);
    }

    [Fact]
    public void An_address_in_what_is_sent_does_not_hide_the_one_that_it_is_sent_to()
    {
        var stored = JsonElement.Parse("""{"http":{"url":"https://a.example","body":{"url":"https://kept.example","token":"k"}}}""");

        var unmasked = SecretFields.Unmask(JsonElement.Parse("""{"http":{"url":"https://evil.example","body":{"url":"https://kept.example","token":"****"}}}"""), stored);

        var error = unmasked.Problem.ShouldNotBeNull().Errors.ShouldHaveSingleItem();
        error.Pointer.ShouldBe("/http/body/token");
        error.Message.ShouldContain("https://a.example:443");
        error.Message.ShouldContain("https://evil.example:443");
        error.Message.ShouldContain("Enter the secret again");
        error.Sent.ShouldBeNull();
    }
}
