using System.Net;
using Futwork.Webhooks;

namespace Futwork.Tests.Webhooks;

public sealed class EndpointConnectionsTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("::ffff:0:10.0.0.1")]
    [InlineData("::10.0.0.1")]
    [InlineData("2001:0:53aa:64c::1")]
    [InlineData("fec0::1")]
    public void Addresses_that_are_not_of_the_public_internet_are_private(string address) =>
        EndpointConnections.IsPrivate(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    public void Public_addresses_are_not(string address) =>
        EndpointConnections.IsPrivate(IPAddress.Parse(address)).ShouldBeFalse();
}
