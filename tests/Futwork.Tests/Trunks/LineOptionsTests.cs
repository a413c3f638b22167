using System.Net;
using Futwork.Hosting;
using Futwork.Realtime.Sip;
using Futwork.Tests.Realtime.Sip;
using Futwork.Trunks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Trunks;

/// <summary>The settings below <c>Line</c>, from what an operator writes to what signalling and sound are made of.</summary>
public sealed class LineOptionsTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("futwork-line-");

    [Fact]
    public void Addresses_and_times_reach_signalling_and_sound()
    {
        var options = Read(
            ("Address", "127.0.0.1"), ("PublicAddress", "203.0.113.7"), ("SessionExpiresSeconds", "120"), ("SilentLineSeconds", "45"), ("AvoidIoUring", "true"), ("SipDscp", "24"), ("SoundDscp", "0"));
        var (sip, media) = (options.Sip(null), options.Media());

        sip.BindAddress.ShouldBe(IPAddress.Loopback);
        sip.AdvertisedAddress.ShouldBe(IPAddress.Parse("203.0.113.7"));
        sip.SessionExpires.ShouldBe(TimeSpan.FromSeconds(120));
        media.BindAddress.ShouldBe(IPAddress.Loopback);
        media.AdvertisedAddress.ShouldBe(IPAddress.Parse("203.0.113.7"));
        media.MediaTimeout.ShouldBe(TimeSpan.FromSeconds(45));
        media.BatchSystemCalls.ShouldBeFalse();
        sip.Dscp.ShouldBe(24);
        media.Dscp.ShouldBe(0);
    }

    [Fact]
    public void Sessions_that_expire_after_no_time_ask_for_no_sign_of_life() => Read(("SessionExpiresSeconds", "0")).Sip(null).SessionExpires.ShouldBeNull();

    [Theory]
    [InlineData("PublicAddress", "calls.example.org", "an IP address, such as 203.0.113.7")]
    [InlineData("SessionExpiresSeconds", "-1", "a whole number from 0 to 86400")]
    [InlineData("SilentLineSeconds", "4", "a whole number from 5 to 600")]
    [InlineData("TlsPort", "70000", "a whole number from 0 to 65535")]
    [InlineData("SipDscp", "64", "a whole number from 0 to 63")]
    [InlineData("AvoidIoUring", "yes", "true or false")]
    public void What_is_wrong_is_named_with_what_would_be_right(string name, string value, string right) =>
        Refusal((name, value)).ShouldBe($"Line:{name} is '{value}'; it must be {right}.");

    [Fact]
    public void Without_a_certificate_no_TLS_connection_is_taken() => Listener().ShouldBeNull();

    [Fact]
    public void A_certificate_is_shown_with_those_above_it_and_clients_are_asked_for_theirs()
    {
        var ours = _authority.Issue(["sip.example.net"]);

        var listener = Listener(
            ("TlsCertificateFile", Keep("chain.pem", $"{ours.Pem}\n{_authority.Pem}")), ("TlsKeyFile", Keep("key.pem", ours.KeyPem)),
            ("TlsClientCaFile", Keep("clients.pem", _authority.Pem)), ("TlsPort", "0")).ShouldNotBeNull();

        listener.Port.ShouldBe(0);
        listener.Certificate.HasPrivateKey.ShouldBeTrue();
        listener.Certificate.ExportCertificatePem().ShouldBe(ours.Pem);
        listener.Intermediates.ShouldHaveSingleItem().ExportCertificatePem().ShouldBe(_authority.Pem);
        listener.ClientAuthorities.ShouldNotBeNull().ShouldHaveSingleItem().ExportCertificatePem().ShouldBe(_authority.Pem);
    }

    [Fact]
    public void Clients_are_not_asked_for_certificates_where_nobody_is_named_who_signs_them()
    {
        var ours = _authority.Issue(["sip.example.net"]);

        var listener = Listener(("TlsCertificateFile", Keep("ours.pem", ours.Pem)), ("TlsKeyFile", Keep("key.pem", ours.KeyPem))).ShouldNotBeNull();

        listener.ClientAuthorities.ShouldBeNull();
        listener.Port.ShouldBe(5061);
    }

    [Theory]
    [InlineData("TlsCertificateFile")]
    [InlineData("TlsKeyFile")]
    public void One_of_certificate_and_key_alone_is_refused(string name)
    {
        var ours = _authority.Issue(["sip.example.net"]);

        Refusal((name, Keep("both.pem", $"{ours.Pem}\n{ours.KeyPem}"))).ShouldContain("belong together");
    }

    [Fact]
    public void A_key_of_another_certificate_and_a_file_that_is_not_there_are_refused()
    {
        var certificate = Keep("ours.pem", _authority.Issue(["sip.example.net"]).Pem);
        var another = Keep("another.pem", _authority.Issue(["sip.example.net"]).KeyPem);

        Refusal(("TlsCertificateFile", certificate), ("TlsKeyFile", another)).ShouldContain("that of the certificate");
        Refusal(("TlsCertificateFile", certificate), ("TlsKeyFile", Path.Combine(_folder.FullName, "none.pem"))).ShouldContain("Line:TlsKeyFile");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Keep(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Why the server does not start.</summary>
    private static string Refusal(params (string Name, string Value)[] settings) => Should.Throw<SettingsException>(() => Listener(settings)).Message;

    private static SipTlsListener? Listener(params (string Name, string Value)[] settings) =>
        new LineCertificate(Read(settings), TimeProvider.System, NullLogger<LineCertificate>.Instance).Listener;

    private static LineOptions Read(params (string Name, string Value)[] settings) => LineOptions.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>($"Line:{setting.Name}", setting.Value))).Build());
}
