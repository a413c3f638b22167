using Futwork.Hosting;

namespace Futwork.Accounts;

/// <summary>Settings of accounts.</summary>
internal sealed class AccountsOptions
{
    private const int ShortestKey = 24;

    /// <summary>
    /// The API key of the workspace that is made when the database has none yet. Default: a random one, printed once to the console.
    /// Set it where nobody reads the console. It has no effect later.
    /// </summary>
    public string? BootstrapKey { get; init; }

    /// <summary>Reads and checks the settings below <c>Accounts</c>.</summary>
    /// <exception cref="SettingsException">One of them is wrong.</exception>
    public static AccountsOptions From(IConfiguration configuration)
    {
        var key = configuration["Accounts:BootstrapKey"];
        if (string.IsNullOrEmpty(key))
            return new AccountsOptions();
        return key.Length >= ShortestKey && key.All(char.IsAscii) && !key.Any(char.IsWhiteSpace)
            ? new AccountsOptions { BootstrapKey = key }
            : throw new SettingsException($"Accounts:BootstrapKey must be at least {ShortestKey} ASCII characters without spaces.");
    }
}
