using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Futwork.Hosting;

/// <summary>The address under which clients reach this server: the setting <c>PublicUrl</c>, or else the first one it listens on.</summary>
internal sealed class PublicAddress(HostingOptions options, IServer server)
{
    /// <summary>The address of a path, which begins with a slash.</summary>
    public string Of(string path) => $"{Base}{path}";

    private string Base =>
        (options.PublicUrl?.AbsoluteUri ?? server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? HostingOptions.DefaultUrls)
        .Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).TrimEnd('/');
}
