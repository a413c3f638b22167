using System.Globalization;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>Recordings by signed link: whoever has the link may listen until it expires, and needs no API key.</summary>
internal sealed class Recordings(Database database, RecordingLinks links, CallFiles files, TimeProvider time)
{
    public async Task<IResult> OpenAsync(string callSid, string? expires, string? signature, CancellationToken cancellationToken)
    {
        if (!long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var end) || signature is null)
            return Forbidden();
        var genuine = await database.ReadAsync(session => links.IsGenuineAsync(session, callSid, end, signature), cancellationToken);
        if (!genuine)
            return Forbidden();
        if (time.GetUtcNow().ToUnixTimeSeconds() >= end)
            return new Problem(StatusCodes.Status410Gone, "recording-link-expired",
                $"This link worked until {DateTimeOffset.FromUnixTimeSeconds(end):u}. GET /api/calls/{callSid} gives a new one.");
        var recording = await database.ReadAsync(
            session => session.ScalarAsync<string>("SELECT recording FROM calls WHERE id = @callSid", new { callSid }), cancellationToken);
        return Answer(files, callSid, recording);
    }

    /// <summary>The sound, or why there is none. Parts may be asked for, so that players can jump.</summary>
    public static IResult Answer(CallFiles files, string callSid, string? recording) =>
        recording is not null && files.Exists(recording)
            ? TypedResults.PhysicalFile(files.Full(recording), "audio/wav", $"{callSid}.wav", enableRangeProcessing: true)
            : new Problem(StatusCodes.Status404NotFound, "recording-not-found", "There is no recording of this call, or it is kept on another node.");

    private static Problem Forbidden() => new(
        StatusCodes.Status403Forbidden, "recording-link-invalid", "This link is not one that this server made. Use it exactly as it stands in the webhook or in the API's answer.");
}
