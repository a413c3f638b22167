using Futwork.Hosting;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Trunks;
using Futwork.Realtime.Telephony;

namespace Futwork.Trunks;

internal static class TrunksExtensions
{
    /// <summary>Lines to carriers, and SIP, the carrier that is built in.</summary>
    public static WebApplicationBuilder AddTrunks(this WebApplicationBuilder builder)
    {
        var line = LineOptions.From(builder.Configuration);
        builder.Services
            .AddSingleton<TrunksApi>()
            .AddSingleton<Breakers>()
            .AddSingleton<KnownCallers>()
            .AddSingleton(line)
            .AddSingleton(line.Media())
            .AddSingleton<LineCertificate>()
            .AddSingleton(services => line.Sip(services.GetRequiredService<LineCertificate>().Listener))
            .AddSingleton<MediaEngine>()
            .AddSingleton<SipUserAgent>()
            .AddSingleton<ICarrier, SipCarrier>();
        if (HostingOptions.From(builder.Configuration).HasRole("media"))
            builder.Services.AddHostedService<PhoneLine>().AddHostedService<LineKeeper>();
        return builder;
    }

    public static void MapTrunks(this WebApplication app) =>
        app.Services.GetRequiredService<TrunksApi>().Map(app.MapGroup("/api/trunks").WithTags("Trunks"));
}
