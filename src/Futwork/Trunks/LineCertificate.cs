using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Futwork.Hosting;
using Futwork.Realtime.Sip;

namespace Futwork.Trunks;

/// <summary>
/// The certificate that this node shows to carriers that connect over TLS. Its files are looked at while carriers connect, so that a renewed one is
/// shown without a restart. Safe to use from any thread.
/// </summary>
internal sealed partial class LineCertificate
{
    /// <summary>How often the files are looked at, at most.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);

    /// <summary>Whoever renews by himself has done so long before.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    private static readonly TimeSpan WarnInterval = TimeSpan.FromDays(1);

    private readonly LineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private Files? _files;
    private long _lookedAt;
    private long? _warnedAt;

    /// <exception cref="SettingsException">A file cannot be read, or the key does not belong to the certificate.</exception>
    public LineCertificate(LineOptions options, TimeProvider time, ILogger<LineCertificate> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        if (options is { TlsCertificateFile: null, TlsKeyFile: null })
            return;
        _files = Files.Read(options);
        _lookedAt = time.GetTimestamp();
        WarnOfEnd(_files);
    }

    /// <summary>Where TLS connections are taken and as whom; null when there is no certificate.</summary>
    public SipTlsListener? Listener => _files is { } files ? files.Listener with { Latest = Look } : null;

    private SipTlsListener Look()
    {
        lock (_gate)
        {
            var files = _files!;
            if (_time.GetElapsedTime(_lookedAt) < LookInterval)
                return files.Listener;
            _lookedAt = _time.GetTimestamp();
            _files = files = Renewed(files);
            WarnOfEnd(files);
            return files.Listener;
        }
    }

    /// <summary>What is in the files now. While they are being replaced they may not go together: then what was read before stays.</summary>
    private Files Renewed(Files files)
    {
        try
        {
            if (files.WrittenAt == Moments.Of(_options))
                return files;
            var renewed = Files.Read(_options);
            HasChanged(_logger, renewed.ValidUntil);
            return renewed;
        }
        catch (Exception wrong) when (wrong is SettingsException or IOException or UnauthorizedAccessException)
        {
            CannotChange(_logger, wrong.Message);
            return files;
        }
    }

    private void WarnOfEnd(Files files)
    {
        if (files.ValidUntil - _time.GetUtcNow() >= Soon || (_warnedAt is { } at && _time.GetElapsedTime(at) < WarnInterval))
            return;
        _warnedAt = _time.GetTimestamp();
        EndsSoon(_logger, files.ValidUntil);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The certificate that carriers are shown over TLS has been renewed; it is valid until {Until:u}")]
    private static partial void HasChanged(ILogger logger, DateTimeOffset until);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The new certificate for TLS is not used, the one before stays: {Reason}")]
    private static partial void CannotChange(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The certificate that carriers are shown over TLS is valid until {Until:u} only: renew the files of Line:TlsCertificateFile and Line:TlsKeyFile, without a restart")]
    private static partial void EndsSoon(ILogger logger, DateTimeOffset until);

    /// <summary>When each of the files was written.</summary>
    private readonly record struct Moments(DateTime Certificate, DateTime Key, DateTime ClientAuthorities)
    {
        public static Moments Of(LineOptions options) => new(Of(options.TlsCertificateFile), Of(options.TlsKeyFile), Of(options.TlsClientCaFile));

        // A link may stay as it is where what it leads to is replaced.
        private static DateTime Of(string? file) =>
            file is null ? default : (File.ResolveLinkTarget(file, returnFinalTarget: true) ?? new FileInfo(file)).LastWriteTimeUtc;
    }

    /// <summary>What was in the files.</summary>
    private sealed record Files(SipTlsListener Listener, Moments WrittenAt)
    {
        public DateTimeOffset ValidUntil { get; } = new(Listener.Certificate.NotAfter.ToUniversalTime());

        /// <exception cref="SettingsException">A file cannot be read, or the key does not belong to the certificate.</exception>
        public static Files Read(LineOptions options)
        {
            if (options.TlsCertificateFile is not { } file || options.TlsKeyFile is not { } key)
                throw new SettingsException("Line:TlsCertificateFile and Line:TlsKeyFile belong together: give both, or neither.");
            try
            {
                // Before they are read: what is written meanwhile is read once more.
                var writtenAt = Moments.Of(options);
                var chain = new X509Certificate2Collection();
                chain.ImportFromPemFile(file);
                var listener = new SipTlsListener
                {
                    Port = options.TlsPort,
                    Certificate = X509Certificate2.CreateFromPemFile(file, key),
                    Intermediates = [.. chain.Skip(1)],
                    ClientAuthorities = Authorities(options.TlsClientCaFile),
                };
                return new Files(listener, writtenAt);
            }
            catch (Exception wrong) when (wrong is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                throw new SettingsException(
                    $"Line:TlsCertificateFile, Line:TlsKeyFile or Line:TlsClientCaFile cannot be used ({wrong.Message}). They must be PEM files, and the key, without a passphrase, that of the certificate.");
            }
        }

        private static X509Certificate2Collection? Authorities(string? file)
        {
            if (file is null)
                return null;
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return authorities;
        }
    }
}
