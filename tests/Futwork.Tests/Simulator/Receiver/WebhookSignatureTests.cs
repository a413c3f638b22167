using System.Text;
using Futwork.Simulator.Receiver;

namespace Futwork.Tests.Simulator.Receiver;

public sealed class WebhookSignatureTests
{
    // The example of the Standard Webhooks specification's reference libraries.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Signed = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
    private static readonly DateTimeOffset Sent = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    [Theory]
    [InlineData(Signed)]
    [InlineData($"v1,AAAA v1a,BBBB {Signed}")]
    public void A_genuine_post_passes(string signature) => Problem(signature, Body, Sent).ShouldBeNull();

    [Fact]
    public void A_changed_body_is_refused() =>
        Problem(Signed, [.. Body, (byte)' '], Sent).ShouldBe("No signature in webhook-signature fits the body.");

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public void An_old_or_future_post_is_refused(int seconds) =>
        Problem(Signed, Body, Sent.AddSeconds(seconds)).ShouldNotBeNull().ShouldContain("more than 5 minutes away");

    [Theory]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    [InlineData("webhook-signature")]
    public void A_post_without_one_of_its_headers_is_refused(string header)
    {
        var headers = Headers(Signed);
        headers.Remove(header);

        new WebhookSignature(Secret).Problem(headers, Body, Sent).ShouldBe($"The header {header} is missing.");
    }

    [Fact]
    public void A_secret_that_is_none_is_refused() =>
        Should.Throw<ArgumentException>(() => new WebhookSignature("whsec_%%%")).Message.ShouldContain("whsec_");

    private static string? Problem(string signature, byte[] body, DateTimeOffset now) =>
        new WebhookSignature(Secret).Problem(Headers(signature), body, now);

    private static Dictionary<string, string> Headers(string signature) => new()
    {
        ["webhook-id"] = Id,
        ["webhook-timestamp"] = "1614265330",
        ["webhook-signature"] = signature,
    };
}
