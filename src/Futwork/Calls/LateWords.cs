using Futwork.Data;
using Futwork.Queue;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>
/// A node that comes back has on its disk what others cannot know who end its calls and do not read its disk: the sound, and the words of the last second, or more where the database was
/// away (<see cref="CallWords"/>). From its start on, until all of these calls have ended, it adds them, where the API shows them; the webhooks have gone out and are not sent again.
/// </summary>
internal sealed class LateWords(Database database, CallFiles files, Node node, TimeProvider time, ILogger<LateWords> logger) : BackgroundService
{
    /// <summary>How often it looks for those that have ended meanwhile.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>How long a node may have been away.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3);

    private const int AtOnce = 200;

    private const string Interrupted = "outcome = 'interrupted' AND answered_at IS NOT NULL AND ended_at IS NOT NULL";

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
                session => session.QueryAsync<Call>($"SELECT * FROM calls WHERE {session.Among("id", "ids")} AND {Interrupted}", values), cancellationToken);
            foreach (var call in calls)
                added += await AddAsync(call, cancellationToken);
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

    /// <summary>What its file says is the latest of each line, and so takes the place of what is kept, unless the file was cut short.</summary>
    private async Task<int> AddAsync(Call call, CancellationToken cancellationToken)
    {
        var id = Guid.Parse(call.Id);
        var said = await files.ReadTranscriptAsync(id, cancellationToken);
        var words = Transcript.ToLines(said);
        var isLater = said.Count > 0 && said.Count >= Transcript.FromLines(call.Transcript).Count && words != call.Transcript;
        var recording = call.Recording ?? files.RecordingOf(id);
        if (!isLater && recording == call.Recording)
            return 0;
        return await database.WriteAsync(session => session.ExecuteAsync(
            $"""
            UPDATE calls SET transcript = @transcript, duration_ms = @duration, recording = @recording, updated_at = @now
            WHERE workspace_id = @WorkspaceId AND id = @Id AND {Interrupted}
            """,
            new
            {
                call.WorkspaceId,
                call.Id,
                transcript = isLater ? words : call.Transcript,
                duration = isLater ? said[^1].EndMs : call.DurationMs,
                recording,
                now = time.UnixNow(),
            }), cancellationToken);
    }
}
