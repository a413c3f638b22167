using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Trunks;
using Futwork.Realtime.Telephony;

namespace Futwork.Tests.Realtime.Sip.Trunks;

/// <summary>How a trunk's settings say how to reach the carrier, and what is said of wrong ones.</summary>
public sealed class SipTrunkLineTests : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly TestAuthority _authority = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("futwork-trunk-").FullName;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Everything_is_read()
    {
        var (trunk, problems) = Read("""
            {"gateways": [{"host": "a.example.net", "port": 5071, "transport": "tls", "priority": 2}, {"host": "192.0.2.1"}],
             "tls": {"serverName": "sip.example.net", "wildcards": true}, "failoverSeconds": 4, "qualifySeconds": 30,
             "register": {"expirySeconds": 600}, "username": "u", "password": "p"}
            """);

        problems.ShouldBeEmpty();
        trunk.Gateways.Select(g => (g.Host, g.Port, g.Transport, g.Priority))
            .ShouldBe([("a.example.net", 5071, SipTransport.Tls, 2), ("192.0.2.1", 0, null, 1)]);
        trunk.Gateways[0].Tls.ServerName.ShouldBe("sip.example.net");
        trunk.Tls.Wildcards.ShouldBeTrue();
        (trunk.FailoverSeconds, trunk.QualifySeconds, trunk.RegisterSeconds).ShouldBe((4, 30, 600));
    }

    [Theory]
    [InlineData("""{"host": "h", "transport": "sctp"}""", "/transport")]
    [InlineData("""{"host": "h", "transport": "udp", "tls": {}}""", "/tls")]
    [InlineData("""{"host": "h", "tls": {"servername": "x"}}""", "/tls/servername")]
    [InlineData("""{"host": "h", "tls": {"serverName": "a:5061"}}""", "/tls/serverName")]
    [InlineData("""{"host": "h", "tls": {"pins": [1]}}""", "/tls/pins/0")]
    [InlineData("""{"host": "h", "tls": {"wildcards": "yes"}}""", "/tls/wildcards")]
    [InlineData("""{"host": "h", "gateways": [{"host": "a"}]}""", "/gateways")]
    [InlineData("""{"gateways": []}""", "/gateways")]
    [InlineData("""{"gateways": ["a"]}""", "/gateways/0")]
    [InlineData("""{"gateways": [{"port": 5060}]}""", "/gateways/0/host")]
    [InlineData("""{"gateways": [{"host": "a", "port": 0}]}""", "/gateways/0/port")]
    [InlineData("""{"gateways": [{"host": "a", "transport": "ws"}]}""", "/gateways/0/transport")]
    [InlineData("""{"gateways": [{"host": "a", "weight": 1}]}""", "/gateways/0/weight")]
    [InlineData("""{"gateways": [{"host": "a", "priority": -1}]}""", "/gateways/0/priority")]
    [InlineData("""{"host": "h", "failoverSeconds": 0}""", "/failoverSeconds")]
    [InlineData("""{"host": "h", "qualifySeconds": 1}""", "/qualifySeconds")]
    [InlineData("""{"host": "h", "register": true}""", "/register")]
    [InlineData("""{"host": "h", "sips": true}""", "/sips")]
    [InlineData("""{"gateways": [{"host": "a", "transport": "tls"}, {"host": "b", "transport": "tcp"}], "sips": true}""", "/sips")]
    [InlineData("""{"host": "h", "sips": "yes"}""", "/sips")]
    [InlineData("""{"host": "h", "register": "yes"}""", "/register")]
    [InlineData("""{"host": "h", "username": "u", "password": "p", "register": {"expirySeconds": 5}}""", "/register/expirySeconds")]
    public void Wrong_settings_are_named(string json, string pointer) =>
        Read(json).Problems.Select(p => p.Pointer).ShouldContain(pointer);

    [Fact]
    public void Secure_uris_go_with_tls()
    {
        var (trunk, problems) = Read("""{"host": "h", "transport": "tls", "sips": true}""");

        problems.ShouldBeEmpty();
        trunk.Sips.ShouldBeTrue();
    }

    [Fact]
    public void Certificates_that_can_be_used_are_no_problem()
    {
        var ours = _authority.Issue(["client.example.net"]);

        Problems(new() { ["ca"] = _authority.Pem, ["clientCertificate"] = ours.Pem, ["clientKey"] = ours.KeyPem, ["pins"] = new JsonArray(ours.Pin, "sha256/" + ours.Pin) }).ShouldBeEmpty();
    }

    [Fact]
    public void Certificates_that_cannot_be_used_are_named_with_what_would_be_right()
    {
        var ours = _authority.Issue(["client.example.net"]);
        var other = _authority.Issue(["client.example.net"]);
        var expired = _authority.Issue(["client.example.net"], until: Now.AddDays(-1));

        Problems(new() { ["ca"] = "not PEM" }).ShouldContain("/tls/ca: It is not a certificate in PEM");
        Problems(new() { ["caFile"] = "/nowhere/ca.pem" }).ShouldContain("/tls/caFile: The file cannot be read");
        Problems(new() { ["clientCertificate"] = ours.Pem }).ShouldContain("/tls/clientKey: A client certificate needs its private key");
        Problems(new() { ["clientKey"] = ours.KeyPem }).ShouldContain("/tls/clientCertificate: A client key needs its certificate");
        Problems(new() { ["clientCertificate"] = ours.Pem, ["clientKey"] = other.KeyPem }).ShouldContain("/tls/clientKey: The key does not belong");
        Problems(new() { ["clientCertificate"] = ours.Pem, ["clientKey"] = "what" }).ShouldContain("/tls/clientKey: It is not a private key in PEM");
        Problems(new() { ["clientCertificate"] = ours.Pem, ["clientKey"] = "-----BEGIN ENCRYPTED PRIVATE KEY-----" }).ShouldContain("/tls/clientKey: The key has a passphrase");
        Problems(new() { ["clientCertificate"] = expired.Pem, ["clientKey"] = expired.KeyPem }).ShouldContain("/tls/clientCertificate: The certificate expired at ");
        Problems(new() { ["pins"] = new JsonArray("short") }).ShouldContain("/tls/pins/0: It is not a pin");
    }

    [Fact]
    public void Authorities_are_read_from_files_and_through_links()
    {
        string file = Path.Combine(_folder, "ca.pem"), link = Path.Combine(_folder, "link.pem");
        File.WriteAllText(file, _authority.Pem);
        File.CreateSymbolicLink(link, "ca.pem");

        Problems(new() { ["caFile"] = file }).ShouldBeEmpty();
        Problems(new() { ["caFile"] = link }).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_too_large_or_no_file_is_no_authority_behind_a_link_either()
    {
        string large = Path.Combine(_folder, "large.pem"), link = Path.Combine(_folder, "link.pem"), device = Path.Combine(_folder, "device.pem");
        File.WriteAllText(large, _authority.Pem + new string('\n', 1 << 20));
        File.CreateSymbolicLink(link, large);
        File.CreateSymbolicLink(device, "/dev/null");

        foreach (var file in (string[])[large, link, device, "/dev/null", _folder])
        {
            Problems(new() { ["caFile"] = file }).ShouldContain("/tls/caFile: The file cannot be read", customMessage: file);
        }
    }

    private static (SipTrunkSettings Settings, IReadOnlyList<SettingsProblem> Problems) Read(string json) => SipTrunkReader.Read(JsonElement.Parse(json));

    private static string Problems(JsonObject tls)
    {
        var (trunk, problems) = Read(new JsonObject { ["host"] = "sip.example.net", ["transport"] = "tls", ["tls"] = tls }.ToJsonString());
        problems.ShouldBeEmpty();
        return string.Join('\n', SipTrunkReader.CheckCertificates(trunk, Now).Select(p => $"{p.Pointer}: {p.Message}"));
    }
}
