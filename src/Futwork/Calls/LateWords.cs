using Futwork.Data;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>
/// A node that comes back has on its disk what was said in calls that others ended for it, without the words where they cannot read its disk. At its start it
/// adds words and sound to those calls, where the API shows them; the webhooks have gone out and are not sent again.
/// </summary>
internal sealed class LateWords(Database database, CallFiles files, TimeProvider time, ILogger<LateWords> logger) : BackgroundService
{
    /// <summary>How long a node may have been away.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3);

    private const int AtOnce = 200;

    private const string Wordless = "outcome = 'interrupted' AND answered_at IS NOT NULL AND ended_at IS NOT NULL AND (transcript IS NULL OR transcript = '')";

    /// <summary>Adds all that there is.</summary>
    /// <returns>To how many calls.</returns>
    public async Task<int> AddAsync(CancellationToken cancellationToken)
    {
        var added = 0;
        foreach (var ids in files.Transcribed(time.GetUtcNow() - Longest).Chunk(AtOnce))
        {
            var calls = await database.ReadAsync(
                session => session.QueryAsync<(string WorkspaceId, string Id)>(
                    $"SELECT workspace_id, id FROM calls WHERE {session.Among("id", "ids")} AND {Wordless}", new { ids = ids.Select(id => id.ToString()).ToArray() }),
                cancellationToken);
            foreach (var (workspaceId, id) in calls)
                added += await AddAsync(workspaceId, Guid.Parse(id), cancellationToken);
        }

        if (added > 0)
            CallsLog.WordsAdded(logger, added);
        return added;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await AddAsync(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            CallsLog.WordsNotAdded(logger, exception.Message);
        }
    }

    private async Task<int> AddAsync(string workspaceId, Guid id, CancellationToken cancellationToken)
    {
        var said = Transcript.FromLines(await files.ReadTranscriptAsync(id, cancellationToken));
        if (said.Count == 0)
            return 0;
        return await database.WriteAsync(session => session.ExecuteAsync(
            $"""
            UPDATE calls SET transcript = @transcript, duration_ms = coalesce(duration_ms, @duration), recording = coalesce(recording, @recording), updated_at = @now
            WHERE workspace_id = @workspaceId AND id = @id AND {Wordless}
            """,
            new { workspaceId, id = id.ToString(), transcript = Transcript.ToLines(said), duration = said[^1].EndMs, recording = files.RecordingOf(id), now = time.UnixNow() }),
            cancellationToken);
    }
}
