using Futwork.Data;
using Futwork.Queue;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>
/// A node that comes back has on its disk what was said in calls that others end for it, without the words where they cannot read its disk. From its start on, until
/// all of these have ended, it adds words and sound to them, where the API shows them; the webhooks have gone out and are not sent again.
/// </summary>
internal sealed class LateWords(Database database, CallFiles files, Node node, TimeProvider time, ILogger<LateWords> logger) : BackgroundService
{
    /// <summary>How often it looks for those that have ended meanwhile.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>How long a node may have been away.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3);

    private const int AtOnce = 200;

    private const string Wordless = "outcome = 'interrupted' AND answered_at IS NOT NULL AND ended_at IS NOT NULL AND (transcript IS NULL OR transcript = '')";

    /// <summary>Adds to the calls that have ended.</summary>
    /// <returns>To how many, and those that are still up, as far as anybody knows.</returns>
    public async Task<(int Added, IReadOnlyList<Guid> StillUp)> AddAsync(IReadOnlyList<Guid> left, CancellationToken cancellationToken)
    {
        var (added, stillUp) = (0, new List<Guid>());
        foreach (var ids in left.Chunk(AtOnce))
        {
            var values = new { ids = ids.Select(id => id.ToString()).ToArray(), me = node.Name };
            var up = await database.ReadAsync(
                session => session.QueryAsync<string>($"SELECT id FROM calls WHERE {session.Among("id", "ids")} AND ended_at IS NULL AND node <> @me", values), cancellationToken);
            stillUp.AddRange(up.Select(Guid.Parse));
            var calls = await database.ReadAsync(
                session => session.QueryAsync<(string WorkspaceId, string Id)>($"SELECT workspace_id, id FROM calls WHERE {session.Among("id", "ids")} AND {Wordless}", values), cancellationToken);
            foreach (var (workspaceId, id) in calls)
                added += await AddAsync(workspaceId, Guid.Parse(id), cancellationToken);
        }

        if (added > 0)
            CallsLog.WordsAdded(logger, added);
        return (added, stillUp);
    }

    /// <summary>The calls that this disk has words of.</summary>
    public IReadOnlyList<Guid> Known() => [.. files.Transcribed(time.GetUtcNow() - Longest)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (IReadOnlyList<Guid>? left = null; left is not { Count: 0 }; await Task.Delay(Pause, time, stoppingToken))
        {
            try
            {
                (_, left) = await AddAsync(left ?? Known(), stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                CallsLog.WordsNotAdded(logger, exception.Message);
            }
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
