using System.Net;
using Futwork.Realtime.Sip.Calls;

namespace Futwork.Tests.Realtime.Sip.Calls;

public sealed class PrivateAddressTests
{
    [Theory]
    [InlineData("10.0.0.5", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("192.169.1.1", false)]
    [InlineData("100.64.0.1", true)]
    [InlineData("100.127.255.255", true)]
    [InlineData("100.128.0.1", false)]
    [InlineData("169.254.7.7", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("203.0.113.9", false)]
    [InlineData("fd12::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("::1", true)]
    [InlineData("2001:db8::1", false)]
    public void Addresses_of_one_network_are_told_from_those_of_all(string address, bool isPrivate) =>
        PrivateAddress.Is(IPAddress.Parse(address)).ShouldBe(isPrivate);
}
