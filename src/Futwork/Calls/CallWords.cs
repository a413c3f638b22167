using Futwork.Data;
using Futwork.Hosting;
using Futwork.Realtime.Conversation;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>
/// Brings what is said in this node's calls into the database within a second, so that whoever ends a call whose node is gone has its words, wherever that node's disk is. They
/// are there for as long as the call is up: its end has all of them, and takes them away. With SQLite there is one node, whose file is enough, and nothing is written.
/// </summary>
internal sealed class CallWords(Database database, TimeProvider time, ILogger<CallWords> logger) : BackgroundService
{
    /// <summary>What all calls say in this time shares a transaction.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The most lines in one transaction: more come together only while the database is away.</summary>
    private const int MostAtOnce = 5000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid Call, int Position), string> _unwritten = [];

    // How many lines each call has come to.
    private readonly Dictionary<Guid, int> _lines = [];

    /// <summary>The most lines that wait for the database: what 1,000 calls say in some minutes. Further ones are in the files alone.</summary>
    public int MostUnwritten { get; init; } = 100_000;

    /// <summary>A line was heard, or is another one than it was. Waits for nothing.</summary>
    /// <param name="callId">The call.</param>
    /// <param name="position">Which line of its transcript, from 0.</param>
    /// <param name="line">The line.</param>
    public void Keep(Guid callId, int position, TranscriptLine line)
    {
        if (database.Postgres is null)
            return;
        var written = ApiJson.Write(SpokenLine.Of(line));
        lock (_gate)
        {
            var known = _lines.GetValueOrDefault(callId);
            _lines[callId] = Math.Max(known, position + 1);
            // However much waits: a line that was masked may be in the database as it was before.
            if (position < known || _unwritten.Count < MostUnwritten)
                _unwritten[(callId, position)] = written;
        }
    }

    /// <summary>The end of a call is written: nothing of it is to be kept here any more.</summary>
    public void Forget(Guid callId)
    {
        lock (_gate)
        {
            _lines.Remove(callId, out var lines);
            for (var position = 0; position < lines; position++)
                _unwritten.Remove((callId, position));
        }
    }

    /// <summary>Writes what was heard since the last time. What fails is written the next time.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        KeyValuePair<(Guid Call, int Position), string>[] unwritten;
        lock (_gate)
            unwritten = [.. _unwritten];
        foreach (var lines in unwritten.Chunk(MostAtOnce))
        {
            var calls = await database.WriteAsync(session => InsertAsync(session, lines), cancellationToken);
            lock (_gate)
            {
                foreach (var (key, line) in lines.Where(said => calls.ContainsKey(said.Key.Call)))
                {
                    // One that has changed meanwhile is still to be written.
                    if (_unwritten.GetValueOrDefault(key) == line)
                        _unwritten.Remove(key);
                }
            }
        }
    }

    /// <summary>What was said in a call that is up, as far as it got here.</summary>
    public static async Task<List<SpokenLine>> ReadAsync(Session session, string workspaceId, string callId) =>
        Transcript.FromLines(string.Join('\n', await session.QueryAsync<string>(
            "SELECT line FROM call_words WHERE workspace_id = @workspaceId AND call_id = @callId ORDER BY position", new { workspaceId, callId })));

    /// <summary>Takes away what was said in a call that the transaction has ended just now: from then on nobody adds to it.</summary>
    public static Task DeleteAsync(Session session, string workspaceId, string callId) =>
        session.Engine is DatabaseEngine.Postgres
            ? session.ExecuteAsync("DELETE FROM call_words WHERE workspace_id = @workspaceId AND call_id = @callId", new { workspaceId, callId })
            : Task.CompletedTask;

    /// <summary>Takes away what nodes have left that knew nothing of it: those of an older version, in the middle of an upgrade, end calls of newer ones that died.</summary>
    public Task<int> SweepAsync(CancellationToken cancellationToken) => database.WriteAsync(session => session.ExecuteAsync(
        "DELETE FROM call_words WHERE EXISTS (SELECT 1 FROM calls c WHERE c.workspace_id = call_words.workspace_id AND c.id = call_words.call_id AND c.ended_at IS NOT NULL)"), cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database.Postgres is null)
            return;
        var swept = false;
        await time.RepeatAsync(Interval, async cancellationToken =>
        {
            if (!swept)
                await SweepAsync(cancellationToken);
            swept = true;
            await WriteAsync(cancellationToken);
        }, fault => CallsLog.WordsNotWritten(logger, fault.Message), stoppingToken);
    }

    /// <summary>
    /// Only for calls that are up, which asks nothing of the claim: whoever takes a call over ends it in the same transaction. Who ends a call while we write waits for us and
    /// takes our lines away, too; who was first has it locked, and we pass over it.
    /// </summary>
    /// <returns>The calls whose lines are in, and their workspaces.</returns>
    private static async Task<Dictionary<Guid, string>> InsertAsync(Session session, KeyValuePair<(Guid Call, int Position), string>[] lines)
    {
        // Nobody waits for it, and the file has each line: nor need the commit wait for the database's disk.
        await session.ExecuteAsync("SET LOCAL synchronous_commit TO off");
        var up = await session.QueryAsync<(string WorkspaceId, string Id)>(
            $"SELECT workspace_id, id FROM calls WHERE {session.Among("id", "ids")} AND ended_at IS NULL FOR SHARE SKIP LOCKED",
            new { ids = lines.Select(line => line.Key.Call.ToString()).Distinct().ToArray() });
        var workspaces = up.ToDictionary(call => Guid.Parse(call.Id), call => call.WorkspaceId);
        var said = Array.FindAll(lines, line => workspaces.ContainsKey(line.Key.Call));
        if (said.Length == 0)
            return workspaces;
        await session.AddAsync("call_words",
        [
            new("workspace_id", Array.ConvertAll(said, line => workspaces[line.Key.Call])),
            new("call_id", Array.ConvertAll(said, line => line.Key.Call.ToString())),
            new("position", Array.ConvertAll(said, line => (long)line.Key.Position)),
            new("line", Array.ConvertAll(said, line => line.Value)),
        ], "ON CONFLICT (workspace_id, call_id, position) DO UPDATE SET line = excluded.line");
        return workspaces;
    }
}
