using System.Text;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Tests.Realtime.Sip.Messages;

public sealed class SipUriTests
{
    [Theory]
    [InlineData("sip:+919999789877@sip.example.net;user=phone", "+919999789877", "sip.example.net", 0)]
    [InlineData("sip:alice:secret@192.0.2.1:5070;lr?subject=x", "alice", "192.0.2.1", 5070)]
    [InlineData("SIPS:[2001:db8::1]:5061", "", "[2001:db8::1]", 5061)]
    [InlineData("sip:%2B91;phone-context=x@h", "+91", "h", 0)]
    [InlineData("sip:a%40b@h", "a@b", "h", 0)]
    public void Uri_gives_up_user_host_and_port(string text, string user, string host, int port)
    {
        SipUri.TryParse(Encoding.UTF8.GetBytes(text), out var uri).ShouldBeTrue();

        uri.UserText().ShouldBe(user);
        Bytes.Text(uri.Host).ShouldBe(host);
        uri.Port.ShouldBe(port);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sip:")]
    [InlineData("sip:user@")]
    [InlineData("tel:+91999")]
    [InlineData("sip:h:0")]
    [InlineData("sip:h:99999")]
    [InlineData("sip:h:x")]
    [InlineData("http://example.net")]
    public void Anything_else_is_not_a_sip_uri(string text) =>
        SipUri.TryParse(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void Host_that_is_longer_than_any_name_is_none(int length, bool isOne) =>
        SipUri.TryParse(Encoding.UTF8.GetBytes($"sip:user@{new string('h', length)}:5060"), out _).ShouldBe(isOne);

    [Theory]
    [InlineData("+919999789877", "+919999789877")]
    [InlineData("a b@c>", "a%20b%40c%3E")]
    [InlineData("é\r\n", "%C3%A9%0D%0A")]
    public void What_may_not_stand_in_a_user_part_is_escaped(string user, string escaped) => SipUri.EscapeUser(user).ShouldBe(escaped);

    [Fact]
    public void Host_that_is_an_address_is_told_from_a_name()
    {
        SipUri.TryParse("sip:[2001:db8::1]"u8, out var address).ShouldBeTrue();
        address.TryAddress(out var parsed).ShouldBeTrue();
        parsed.ToString().ShouldBe("2001:db8::1");

        SipUri.TryParse("sip:sip.example.net"u8, out var name).ShouldBeTrue();
        name.TryAddress(out _).ShouldBeFalse();
    }

    /// <summary>It becomes the request line of our BYE: a space in it would make that unreadable.</summary>
    [Theory]
    [InlineData("sip:a b@host")]
    [InlineData("sip:a\rb@host")]
    [InlineData("sip:a\0@host")]
    [InlineData("sip:a\"@host")]
    [InlineData("sip:a@host;x=<y>")]
    public void What_cannot_stand_in_a_request_line_is_no_uri(string text) => SipUri.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out _).ShouldBeFalse();
}
