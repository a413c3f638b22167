using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Futwork.Hosting;
using Futwork.Realtime.Sip;

namespace Futwork.Trunks;

/// <summary>Reads the certificate that this node shows to carriers that connect over TLS.</summary>
internal static class LineCertificate
{
    /// <summary>Null when there is none.</summary>
    /// <exception cref="SettingsException">A file cannot be read, or the key does not belong to the certificate.</exception>
    public static SipTlsListener? Listener(LineOptions options)
    {
        if (options is { TlsCertificateFile: null, TlsKeyFile: null }) return null;
        if (options.TlsCertificateFile is not { } file || options.TlsKeyFile is not { } key)
            throw new SettingsException("Line:TlsCertificateFile and Line:TlsKeyFile belong together: give both, or neither.");
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(file);
            return new SipTlsListener
            {
                Port = options.TlsPort,
                Certificate = X509Certificate2.CreateFromPemFile(file, key),
                Intermediates = [.. chain.Skip(1)],
                ClientAuthorities = Authorities(options.TlsClientCaFile),
            };
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(
                $"Line:TlsCertificateFile, Line:TlsKeyFile or Line:TlsClientCaFile cannot be used ({wrong.Message}). They must be PEM files, and the key, without a passphrase, that of the certificate.");
        }
    }

    private static X509Certificate2Collection? Authorities(string? file)
    {
        if (file is null) return null;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }
}
