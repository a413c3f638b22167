using Futwork.Data;
using Futwork.Tests.Support;
using Futwork.Webhooks;

namespace Futwork.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    [Fact]
    public void The_known_vector_of_standard_webhooks_is_reproduced() =>
        WebhookSignature.Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}""")
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Fact]
    public async Task The_published_verifier_takes_our_signature_and_refuses_a_changed_body_or_an_old_timestamp()
    {
        const string Body = """{"transcript":"user: हाँ 😀\n","extractedData":null}""";
        var now = TimeProvider.System.UnixNow() / 1000;

        (await VerifyAsync(Body, now, Body)).ShouldBe("valid");
        (await VerifyAsync(Body, now, Body.Replace("null", "{}"))).ShouldStartWith("invalid");
        (await VerifyAsync(Body, now - 600, Body)).ShouldStartWith("invalid");
    }

    private static Task<string> VerifyAsync(string signed, long timestamp, string received) =>
        StandardWebhooksVerifier.VerifyAsync(Seeds.Secret, new Dictionary<string, string>
        {
            ["webhook-id"] = "68ecc93cd9fbecbe9431a2a1",
            ["webhook-timestamp"] = $"{timestamp}",
            ["webhook-signature"] = WebhookSignature.Sign(Seeds.Secret, "68ecc93cd9fbecbe9431a2a1", timestamp, signed),
        }, received);
}
