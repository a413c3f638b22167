using Futwork.Data;

namespace Futwork.Hosting;

/// <summary>How this node runs. Each property is the setting of the same name, on the command line (<c>--PublicUrl=…</c>) or in the environment (<c>FUTWORK_PublicUrl</c>).</summary>
internal sealed class HostingOptions
{
    /// <summary>Where the server listens unless <c>--urls</c> says otherwise: this machine only, since a fresh install has no TLS.</summary>
    public const string DefaultUrls = "http://127.0.0.1:8080";

    /// <summary>The folder for recordings, logs of conversations and the embedded database. Default <c>data</c>, below the working folder.</summary>
    public string Data { get; init; } = DataFolder.Usual;

    /// <summary>The address under which clients reach this server, for links in webhooks. Default: the address it listens on.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>What this node does: <c>api</c>, <c>media</c>, <c>jobs</c>, comma-separated. Default: all three, so one machine is a whole platform.</summary>
    public IReadOnlySet<string> Roles { get; init; } = AllRoles;

    /// <summary>The largest request body, in bytes. Default 1,048,576: many times the largest sensible lead or agent, and small enough to hold in memory.</summary>
    public int BodyLimit { get; init; } = 1_048_576;

    /// <summary>
    /// The key that encrypts stored secrets: 32 bytes, base64. Default: one is generated and kept in the database, which guards against a leaked
    /// backup of one table only; set it to keep the key apart from the data. All nodes need the same.
    /// </summary>
    public byte[]? SecretKey { get; init; }

    private static readonly HashSet<string> AllRoles = ["api", "media", "jobs"];

    public bool HasRole(string role) => Roles.Contains(role);

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="SettingsException">One of them is wrong.</exception>
    public static HostingOptions From(IConfiguration configuration)
    {
        var usual = new HostingOptions();
        return new HostingOptions
        {
            Data = DataFolder.Of(configuration),
            PublicUrl = ReadPublicUrl(configuration[nameof(PublicUrl)]),
            Roles = ReadRoles(configuration[nameof(Roles)]),
            BodyLimit = configuration.Whole(nameof(BodyLimit), usual.BodyLimit, 1024, 1 << 28, "number of bytes"),
            SecretKey = ReadSecretKey(configuration[nameof(SecretKey)]),
        };
    }

    private static Uri? ReadPublicUrl(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;
        throw new SettingsException($"PublicUrl is '{text}'; it must be an absolute http or https address, such as https://calls.example.org.");
    }

    private static HashSet<string> ReadRoles(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return AllRoles;
        var roles = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        return roles.FirstOrDefault(role => !AllRoles.Contains(role)) is { } unknown
            ? throw new SettingsException($"Roles names '{unknown}'; the roles are api, media and jobs, comma-separated.")
            : roles;
    }

    private static byte[]? ReadSecretKey(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var key = new byte[32];
        return Convert.TryFromBase64String(text, key, out var length) && length == 32
            ? key
            : throw new SettingsException("SecretKey must be 32 random bytes in base64; `openssl rand -base64 32` makes one.");
    }
}
