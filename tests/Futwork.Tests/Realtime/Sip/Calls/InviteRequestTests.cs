using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Calls;

namespace Futwork.Tests.Realtime.Sip.Calls;

public sealed class InviteRequestTests
{
    /// <param name="ringTimeout">Milliseconds.</param>
    /// <param name="own">What the trunk says itself.</param>
    /// <param name="said">Seconds.</param>
    [Theory]
    [InlineData(45_000, null, "47")]
    [InlineData(45_001, null, "48")]
    [InlineData(45_000, "60", "60")]
    public void Invitation_ends_by_itself_a_little_after_we_should_have_cancelled_it(int ringTimeout, string? own, string said)
    {
        var dial = SipPhone.To(5060) with
        {
            RingTimeout = TimeSpan.FromMilliseconds(ringTimeout),
            Headers = own is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["expires"] = own },
        };

        var invite = InviteRequest.Create(dial, "<sip:us@127.0.0.1>", "tag", new SipOptions(), []);

        invite.Headers.Where(h => h.Key.Equals("Expires", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).ShouldBe([said]);
    }
}
