using Futwork.Data;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace Futwork.Hosting;

internal static partial class HostingExtensions
{
    private static readonly Dictionary<string, string?> Defaults = new() { ["Logging:LogLevel:Default"] = "Information", ["Logging:LogLevel:Microsoft"] = "Warning" };

    /// <summary>The floor of the server: its settings, clock, JSON, API document and the database made ready before anything else starts.</summary>
    public static WebApplicationBuilder AddHosting(this WebApplicationBuilder builder)
    {
        AddSources(((IConfigurationBuilder)builder.Configuration).Sources);
        var options = HostingOptions.From(builder.Configuration);
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
            builder.WebHost.UseUrls(HostingOptions.DefaultUrls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Bodies are limited where they are read, which can explain itself; this is the backstop.
            kestrel.Limits.MaxRequestBodySize = options.BodyLimit + RequestBody.Drained;
        });
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services
            .AddSingleton(options)
            .AddSingleton<IHostLifetime, SignalLifetime>()
            .AddSingleton(_ => new DatabaseTime(TimeProvider.System))
            .AddSingleton<TimeProvider>(services => services.GetRequiredService<DatabaseTime>())
            .AddSingleton<RequestBody>()
            .AddSingleton<SecretBox>()
            .AddSingleton<SecretFields>()
            .AddSingleton<PublicAddress>()
            .AddHostedService<PrepareDatabase>()
            .AddHosted<DatabaseWatch>()
            .AddHosted<TableStatistics>()
            .AddHosted<StalledTransactions>()
            .Configure<JsonOptions>(json => ApiJson.Apply(json.SerializerOptions))
            .AddApiDocument();
        return builder;
    }

    /// <summary>Has a singleton start and stop with the server.</summary>
    public static IServiceCollection AddHosted<T>(this IServiceCollection services)
        where T : class, IHostedService =>
        services.AddHostedService(provider => provider.GetRequiredService<T>());

    /// <summary>What every request passes first.</summary>
    public static void UseHosting(this WebApplication app)
    {
        app.UseProblemPages();
        app.Use(QueryText.CheckAsync);
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            foreach (var url in app.Urls)
                LogListening(app.Logger, url);
        });
    }

    /// <summary>Health, the API document and its page.</summary>
    public static void MapHosting(this WebApplication app)
    {
        app.MapGet("/health", () => TypedResults.Text("ok")).WithSummary("Whether the server runs").WithTags("Health");
        app.MapGet("/", () => TypedResults.Redirect("/docs")).ExcludeFromDescription();
        app.MapApiDocument();
    }

    // From the weakest to the strongest: defaults, files, the environment, the command line. Of the environment only what bears our prefix, or one of ASP.NET's,
    // counts: a container may well have a DATABASE that is somebody else's.
    private static void AddSources(IList<IConfigurationSource> sources)
    {
        foreach (var plain in sources.OfType<EnvironmentVariablesConfigurationSource>().Where(source => string.IsNullOrEmpty(source.Prefix)).ToList())
            sources.Remove(plain);
        sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        var commandLine = sources.LastOrDefault(source => source is CommandLineConfigurationSource);
        sources.Insert(commandLine is null ? sources.Count : sources.IndexOf(commandLine), new EnvironmentVariablesConfigurationSource { Prefix = "FUTWORK_" });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {Url}; Ctrl-C stops")]
    private static partial void LogListening(ILogger logger, string url);
}
