using Futwork.Hosting;
using Futwork.Realtime.Conversation.Speaking;
using Futwork.Realtime.Turns;

namespace Futwork.Calls;

internal static class CallsExtensions
{
    private static readonly TimeSpan Stopping = TimeSpan.FromSeconds(15);

    /// <summary>Adds calling: on nodes with the role <c>media</c> whoever makes, takes and ends calls and keeps their words, on those with <c>jobs</c> the analysis of calls.</summary>
    public static WebApplicationBuilder AddCalls(this WebApplicationBuilder builder)
    {
        var hosting = HostingOptions.From(builder.Configuration);
        var options = CallsOptions.From(builder.Configuration);
        builder.Services
            .AddSingleton(options)
            .AddSingleton(PriceOptions.From(builder.Configuration))
            .AddSingleton(_ => new VoiceActivityPump())
            .AddSingleton(_ => new SpeechCache())
            .AddSingleton<CallFiles>()
            .AddSingleton<Conversations>()
            .AddSingleton<SecondChannel>()
            .AddSingleton<CampaignRests>()
            .AddSingleton<CallWords>()
            .AddSingleton<CallJournals>()
            .AddSingleton<OutboundCall>()
            .AddSingleton<LiveCalls>()
            .AddSingleton<LostCalls>()
            .AddSingleton<DialLag>()
            .AddSingleton<SlowStart>()
            .AddSingleton<FullTrunks>()
            .AddSingleton<DialTurn>()
            .AddSingleton<PreDial>()
            .AddSingleton<LastLook>()
            .AddSingleton<LateWords>()
            .AddSingleton<DueCampaigns>()
            .AddSingleton<OtherTrunks>()
            .AddSingleton<DueLeads>()
            .AddSingleton<TrunkRound>()
            .AddSingleton<InboundRound>()
            .AddSingleton<InboundCalls>()
            .AddSingleton<DialPump>()
            .AddSingleton<CallAnalysis>()
            .AddSingleton<CallsApi>()
            .AddSingleton<Recordings>()
            .AddSingleton<EventsApi>()
            .Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.DrainSeconds) + Stopping);
        if (hosting.HasRole("media"))
        {
            // Before the pump, so that it stops after it: calls go on while the pump waits for their ends.
            builder.Services.AddHosted<CallWords>();
            builder.Services.AddHosted<LateWords>();
            builder.Services.AddHosted<LostCalls>();
            builder.Services.AddHosted<InboundCalls>();
            builder.Services.AddHosted<DialPump>();
        }

        if (hosting.HasRole("jobs"))
            builder.Services.AddHosted<CallAnalysis>();
        return builder;
    }

    public static void MapCalls(this WebApplication app)
    {
        app.Services.GetRequiredService<CallsApi>().Map(app.MapGroup("/api/calls").WithTags("Calls"));
        app.MapGet("/api/events", (EventsApi events, Caller caller, HttpContext context) => events.StreamAsync(caller, context))
            .WithSummary("Watch calls, turns, webhooks, campaigns and trunks as they happen on this node (server-sent events)").WithTags("Calls")
            .Produces<LiveEvent>(200, "text/event-stream");
        app.MapGet("/recordings/{callSid}.wav",
                (Recordings recordings, string callSid, string? expires, string? signature, CancellationToken cancellationToken) =>
                    recordings.OpenAsync(callSid, expires, signature, cancellationToken))
            .WithSummary("Hear a call by a signed link").WithTags("Calls").Produces(200, contentType: "audio/wav").Fails(403, 404, 410);
    }
}
