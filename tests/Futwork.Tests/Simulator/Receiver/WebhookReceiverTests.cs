using System.Net;
using System.Security.Cryptography;
using System.Text;
using Futwork.Simulator.Receiver;
using Futwork.Tests.Support;

namespace Futwork.Tests.Simulator.Receiver;

public sealed class WebhookReceiverTests : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly FakeTime _time = new();
    private readonly HttpClient _client = new();
    private readonly WebhookReceiver _receiver;

    public WebhookReceiverTests() => _receiver = new WebhookReceiver(_time);

    public async ValueTask InitializeAsync() => await _receiver.StartAsync(port: 0);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_post_is_kept_byte_for_byte_with_its_headers()
    {
        _receiver.Trust(Secret);

        (await PostAsync("{ \"name\" : \"Zoë\" }")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var post = await _receiver.Posts.ReadAsync(Cancel);
        post.Text.ShouldBe("{ \"name\" : \"Zoë\" }");
        post.Headers["webhook-id"].ShouldBe("msg_1");
        post.Headers["content-type"].ShouldBe("application/json; charset=utf-8");
        post.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_post_that_was_signed_otherwise_is_refused_and_kept()
    {
        _receiver.Trust("whsec_" + Convert.ToBase64String(new byte[24]));

        (await PostAsync("{}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await _receiver.Posts.ReadAsync(Cancel)).Problem.ShouldBe("No signature in webhook-signature fits the body.");
    }

    [Fact]
    public async Task It_fails_as_often_as_it_was_told_to()
    {
        _receiver.FailNext(2, status: 500, retryAfter: TimeSpan.FromSeconds(7));

        var first = await PostAsync("{}");
        var second = await PostAsync("{}");
        var third = await PostAsync("{}");

        first.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        first.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldBe(TimeSpan.FromSeconds(7));
        second.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        third.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Only_posts_are_taken() =>
        (await _client.GetAsync(_receiver.Address, Cancel)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        var seconds = _time.GetUtcNow().ToUnixTimeSeconds();
        var signature = HMACSHA256.HashData(
            Convert.FromBase64String(Secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"msg_1.{seconds}.{body}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, _receiver.Address);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("webhook-id", "msg_1");
        request.Headers.Add("webhook-timestamp", $"{seconds}");
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(signature));
        return await _client.SendAsync(request, Cancel);
    }
}
