using System.Security.Cryptography.X509Certificates;
using Futwork.Hosting;
using Futwork.Realtime.Sip;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Realtime.Sip;
using Futwork.Tests.Support;
using Futwork.Trunks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Futwork.Tests.Trunks;

/// <summary>The certificate of the listener, in files that somebody replaces, on a fake clock.</summary>
public sealed class LineCertificateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("futwork-certificate-");
    private readonly TestAuthority _authority = new();
    private readonly CollectedLog _log = new();
    private readonly FakeTime _time = new();
    private int _writes;

    private string CertificateFile => Path.Combine(_folder.FullName, "chain.pem");

    private string KeyFile => Path.Combine(_folder.FullName, "key.pem");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _authority.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void Renewed_certificate_is_found_within_a_minute()
    {
        TestCertificate first = Issue(90), second = Issue(180);
        Write(first);
        var listener = Open();
        Shown(listener).ShouldBe(first.Pin);
        Write(second);

        Shown(listener).ShouldBe(first.Pin);
        _time.Advance(LineCertificate.LookInterval);

        Shown(listener).ShouldBe(second.Pin);
        Latest(listener).ShouldBeSameAs(Latest(listener));
        _log.Lines.ShouldHaveSingleItem().ShouldStartWith("Information: The certificate that carriers are shown over TLS has been renewed; it is valid until 2026-");
    }

    /// <summary>The two files are not replaced at one moment, and not always well.</summary>
    [Fact]
    public void Files_that_do_not_go_together_are_told_of_and_the_certificate_before_stays()
    {
        TestCertificate first = Issue(90), second = Issue(180);
        Write(first);
        var listener = Open();
        WriteFile(CertificateFile, second.Pem);

        _time.Advance(LineCertificate.LookInterval);
        Shown(listener).ShouldBe(first.Pin);
        Shown(listener).ShouldBe(first.Pin);
        _log.Lines.ShouldHaveSingleItem().ShouldStartWith("Warning: The new certificate for TLS is not used, the one before stays: ");
        File.Delete(KeyFile);
        _time.Advance(LineCertificate.LookInterval);
        Shown(listener).ShouldBe(first.Pin);
        WriteFile(KeyFile, second.KeyPem);
        _time.Advance(LineCertificate.LookInterval);

        Shown(listener).ShouldBe(second.Pin);
    }

    [Fact]
    public void Certificate_behind_a_link_is_read_anew_when_the_link_leads_elsewhere()
    {
        TestCertificate first = Issue(90), second = Issue(180);
        var (one, two) = (_folder.CreateSubdirectory("1"), _folder.CreateSubdirectory("2"));
        foreach (var (folder, certificate) in new[] { (one, first), (two, second) })
        {
            WriteFile(Path.Combine(folder.FullName, "chain.pem"), certificate.Pem);
            WriteFile(Path.Combine(folder.FullName, "key.pem"), certificate.KeyPem);
        }

        var current = Path.Combine(_folder.FullName, "current");
        Directory.CreateSymbolicLink(current, one.FullName);
        File.CreateSymbolicLink(CertificateFile, Path.Combine(current, "chain.pem"));
        File.CreateSymbolicLink(KeyFile, Path.Combine(current, "key.pem"));
        var listener = Open();

        File.Delete(current);
        Directory.CreateSymbolicLink(current, two.FullName);
        _time.Advance(LineCertificate.LookInterval);

        Shown(listener).ShouldBe(second.Pin);
    }

    [Fact]
    public void Certificate_that_ends_soon_is_told_of_once_a_day()
    {
        Write(Issue(15));
        var listener = Open();
        _log.Lines.ShouldBeEmpty();

        for (var hour = 0; hour < 72; hour++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            Shown(listener);
        }

        _log.Lines.Count.ShouldBe(2);
        _log.Lines.ShouldAllBe(line => line.StartsWith("Warning: The certificate that carriers are shown over TLS is valid until 2026-01-30 06:00:00Z only", StringComparison.Ordinal));
    }

    [Fact]
    public void Certificate_that_ends_soon_is_told_of_at_the_start()
    {
        Write(Issue(3));

        Open();

        _log.Lines.ShouldHaveSingleItem().ShouldStartWith("Warning: The certificate that carriers are shown over TLS is valid until ");
    }

    [Fact]
    public void What_cannot_be_used_at_the_start_stops_it()
    {
        Should.Throw<SettingsException>(() => Open());
        Write(Issue(90) with { KeyPem = Issue(90).KeyPem });
        Should.Throw<SettingsException>(() => Open());
    }

    private SipTlsListener Open()
    {
        var settings = new Dictionary<string, string?> { ["Line:TlsCertificateFile"] = CertificateFile, ["Line:TlsKeyFile"] = KeyFile };
        var options = LineOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return new LineCertificate(options, _time, _log.CreateLogger<LineCertificate>()).Listener.ShouldNotBeNull();
    }

    private TestCertificate Issue(int days) => _authority.Issue(["sip.example.net"], until: _time.GetUtcNow().AddDays(days));

    private void Write(TestCertificate certificate)
    {
        WriteFile(CertificateFile, certificate.Pem);
        WriteFile(KeyFile, certificate.KeyPem);
    }

    /// <summary>Each at a time of its own, however fast the test is.</summary>
    private void WriteFile(string file, string text)
    {
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, _time.GetUtcNow().AddSeconds(++_writes).UtcDateTime);
    }

    private static SipTlsListener Latest(SipTlsListener listener) => listener.Latest.ShouldNotBeNull()();

    /// <summary>The key of the certificate that a handshake would show.</summary>
    private static string Shown(SipTlsListener listener)
    {
        X509Certificate2 certificate = Latest(listener).Certificate;
        certificate.HasPrivateKey.ShouldBeTrue();
        return TestCertificate.PinOf(certificate);
    }
}
