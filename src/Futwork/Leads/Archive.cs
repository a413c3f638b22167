using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Futwork.Data;

namespace Futwork.Leads;

/// <summary>
/// Keeps what retention deletes: JSON lines, compressed with gzip, in a folder. A file is whole and on the disk before the transaction that deletes its rows commits. When
/// that does not happen (the node or the database died), the same rows are written again, under the same name where they are the same: some may be twice in the archive,
/// none is lost.
/// </summary>
internal sealed class Archive(RetentionOptions options)
{
    /// <summary>A disk that takes longer for a portion does not work, and nobody's rows are held for it any longer.</summary>
    private static readonly TimeSpan LongestWrite = TimeSpan.FromMinutes(5);

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Columns that hold JSON: they stand in a line as what they are.</summary>
    private static readonly HashSet<string> Json = new(StringComparer.Ordinal)
    {
        "recipient_data", "extracted_data", "metrics", "usage", "analysis", "tool_calls", "callback", "dial_decision", "pre_dial", "retry_plan",
    };

    /// <summary>Calls with their history, by the transaction that deletes them.</summary>
    public async Task KeepCallsAsync(Session session, string workspaceId, string[] ids)
    {
        if (options.Archive is null)
            return;
        var those = new { workspaceId, ids };
        var calls = await RowsAsync(session, $"SELECT * FROM calls WHERE workspace_id = @workspaceId AND {session.Among("id", "ids")} ORDER BY created_at, id", those);
        var history = (await RowsAsync(
            session, $"SELECT call_id, at, what, detail FROM call_history WHERE workspace_id = @workspaceId AND {session.Among("call_id", "ids")} ORDER BY call_id, seq", those))
            .ToLookup(row => (string)row["call_id"]!, StringComparer.Ordinal);
        await WriteAsync(session, workspaceId, "calls", calls, (call, json) =>
        {
            json.WriteStartArray("history");
            foreach (var happening in history[(string)call["id"]!])
                WriteRow(json, happening.Where(column => column.Key != "call_id"));
            json.WriteEndArray();
        });
    }

    /// <summary>Leads with what became of them, by the transaction that deletes them. Their calls went before.</summary>
    public async Task KeepLeadsAsync(Session session, string workspaceId, string[] ids)
    {
        if (options.Archive is null)
            return;
        var those = new { workspaceId, ids };
        var leads = await RowsAsync(session, $"SELECT * FROM leads WHERE workspace_id = @workspaceId AND {session.Among("id", "ids")} ORDER BY id", those);
        var progress = (await RowsAsync(session, $"SELECT * FROM lead_progress WHERE workspace_id = @workspaceId AND {session.Among("lead_id", "ids")}", those))
            .ToDictionary(row => (string)row["lead_id"]!, StringComparer.Ordinal);
        await WriteAsync(session, workspaceId, "leads", leads, (lead, json) =>
        {
            json.WritePropertyName("progress");
            if (progress.TryGetValue((string)lead["id"]!, out var became))
                WriteRow(json, became.Where(column => column.Key is not ("workspace_id" or "lead_id" or "campaign_id")));
            else
                json.WriteNullValue();
        });
    }

    private static async Task<List<IDictionary<string, object?>>> RowsAsync(Session session, string sql, object parameters) =>
        [.. (await session.QueryAsync<dynamic>(sql, parameters)).Select(row => (IDictionary<string, object?>)row)];

    private Task WriteAsync(Session session, string workspaceId, string what, List<IDictionary<string, object?>> rows, Action<IDictionary<string, object?>, Utf8JsonWriter> more) =>
        session.WaitForAsync(Task.Run(() => Write(workspaceId, what, rows, more), session.CancellationToken).WaitAsync(LongestWrite, TimeProvider.System, session.CancellationToken));

    private void Write(string workspaceId, string what, List<IDictionary<string, object?>> rows, Action<IDictionary<string, object?>, Utf8JsonWriter> more)
    {
        if (rows.Count == 0)
            return;
        var folder = DataFolder.Make(Path.Combine(options.Archive!, workspaceId));
        var path = Path.Combine(folder, NameOf(what, rows));
        // Of its own name: another node may be about the same rows, after ours were given back.
        var draft = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
            {
                WriteLines(file, rows, more);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }

        DurableFolder.Sync(folder);
        DurableFolder.Sync(options.Archive!);
    }

    /// <summary>The same for the same rows: when the first was made, and what all their ids come to.</summary>
    private static string NameOf(string what, List<IDictionary<string, object?>> rows)
    {
        var ids = string.Join('\n', rows.Select(row => (string)row["id"]!));
        var first = DateTimeOffset.FromUnixTimeMilliseconds((long)rows[0]["created_at"]!);
        return string.Create(CultureInfo.InvariantCulture, $"{what}-{first:yyyyMMdd'T'HHmmss}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ids)))[..16]}.jsonl.gz");
    }

    private static void WriteLines(Stream file, List<IDictionary<string, object?>> rows, Action<IDictionary<string, object?>, Utf8JsonWriter> more)
    {
        using var zip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
        using var json = new Utf8JsonWriter(zip, Plain);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            WriteColumns(json, row);
            more(row, json);
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            zip.WriteByte((byte)'\n');
        }
    }

    private static void WriteRow(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> row)
    {
        json.WriteStartObject();
        WriteColumns(json, row);
        json.WriteEndObject();
    }

    private static void WriteColumns(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> row)
    {
        foreach (var (name, value) in row)
        {
            json.WritePropertyName(CamelOf(name));
            switch (value)
            {
                case null:
                    json.WriteNullValue();
                    break;
                case string text when Json.Contains(name):
                    // As it stands: what could not be read would keep all that is old from being deleted. On one line: JSON has line breaks between its values alone.
                    json.WriteRawValue(text.Replace('\n', ' ').Replace('\r', ' '), skipInputValidation: true);
                    break;
                case string text:
                    json.WriteStringValue(text);
                    break;
                case double number:
                    json.WriteNumberValue(number);
                    break;
                default:
                    json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
            }
        }
    }

    private static string CamelOf(string name) => string.Concat(name.Split('_').Select((part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
}
