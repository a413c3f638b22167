using System.IO.Compression;
using System.Text.Json;
using Futwork.Hosting;
using Futwork.Leads;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Leads;

/// <summary>What retention deletes is kept in files before.</summary>
public sealed class ArchiveTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Data = """{ "customer_name": "Asha — \u0052ao", "place": "A\"B" }""";

    private string Kept => Path.Combine(Folder, "kept", "archive");

    [Theory, MemberData(nameof(Engines))]
    public async Task Every_call_and_lead_that_goes_is_in_a_file_with_what_became_of_it(string engine)
    {
        var (node, leads) = await ArrangeAsync(engine);
        var calls = await node.Rig.Database.ReadAsync(session => session.QueryAsync<string>("SELECT id FROM calls ORDER BY created_at"));

        (await node.Rig.Get<Retention>().DeleteAsync(CancellationToken.None)).ShouldBe((3, 3, 0, 0));

        var (keptCalls, keptLeads) = (await ReadAsync("calls"), await ReadAsync("leads"));
        keptCalls.Select(call => call.GetProperty("id").GetString()).ShouldBe(calls);
        keptLeads.Select(lead => lead.GetProperty("id").GetString()).ShouldBe(leads);
        var call = keptCalls[0];
        (call.GetProperty("outcome").GetString(), call.GetProperty("leadId").GetString(), call.GetProperty("trunkFault").GetInt64()).ShouldBe(("busy", leads[0], 0));
        call.GetProperty("dialDecision").GetProperty("allowed").GetBoolean().ShouldBeTrue();
        call.GetProperty("history").EnumerateArray().Select(happening => happening.GetProperty("what").GetString()).ShouldBe(["queued", "initiated", "busy"]);
        call.GetProperty("answeredAt").ValueKind.ShouldBe(JsonValueKind.Null);
        var lead = keptLeads[0];
        JsonElement.DeepEquals(lead.GetProperty("recipientData"), JsonElement.Parse(Data)).ShouldBeTrue();
        (lead.GetProperty("progress").GetProperty("outcome").GetString(), lead.GetProperty("progress").GetProperty("attempts").GetInt64()).ShouldBe(("busy", 1));
        Directory.GetFiles(Kept, "*.tmp", SearchOption.AllDirectories).ShouldBeEmpty();
        // Nobody else on the machine reads it.
        new DirectoryInfo(Path.Combine(Kept, Seeds.Workspace)).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Data_that_could_not_be_read_any_more_keeps_nothing_from_being_deleted(string engine)
    {
        var (node, leads) = await ArrangeAsync(engine);
        await node.Rig.Database.WriteAsync(session => session.ExecuteAsync(
            "UPDATE leads SET recipient_data = @data WHERE id = @id", new { id = leads[0], data = "{\"place\":\r\n \"half \\ud800\"}" }));

        (await node.Rig.Get<Retention>().DeleteAsync(CancellationToken.None)).ShouldBe((3, 3, 0, 0));

        (await ReadAsync("leads"))[0].GetProperty("recipientData").GetProperty("place").GetRawText().ShouldBe("\"half \\ud800\"");
    }

    /// <summary>The node dies between the file and the commit: the rows are there, and next time they are kept under the same name.</summary>
    [Theory, MemberData(nameof(Engines))]
    public async Task A_crash_before_the_commit_loses_nothing_and_keeps_nothing_twice(string engine)
    {
        var (node, _) = await ArrangeAsync(engine);
        var calls = (await node.Rig.Database.ReadAsync(session => session.QueryAsync<string>("SELECT id FROM calls"))).ToArray();
        await Should.ThrowAsync<TimeoutException>(() => node.Rig.Database.WriteAsync(async session =>
        {
            await node.Rig.Get<Archive>().KeepCallsAsync(session, Seeds.Workspace, calls);
            await session.ExecuteAsync("DELETE FROM calls");
            throw new TimeoutException("The node is gone.");
        }));
        var file = Directory.GetFiles(Kept, "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls")).ShouldBe(3);
        // As if it had come to the disk in part.
        await File.WriteAllTextAsync(file, "torn");

        await node.Rig.Get<Retention>().DeleteAsync(CancellationToken.None);

        Directory.GetFiles(Kept, "calls-*", SearchOption.AllDirectories).ShouldBe([file]);
        (await ReadAsync("calls")).Count.ShouldBe(3);
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_cannot_be_kept_is_not_deleted(string engine)
    {
        var (node, _) = await ArrangeAsync(engine);
        Directory.CreateDirectory(Path.GetDirectoryName(Kept)!);
        await File.WriteAllTextAsync(Kept, "A file where the folder should be.");

        await Should.ThrowAsync<IOException>(() => node.Rig.Get<Retention>().DeleteAsync(CancellationToken.None));

        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls")).ShouldBe(3);
        File.Delete(Kept);
        (await node.Rig.Get<Retention>().DeleteAsync(CancellationToken.None)).ShouldBe((3, 3, 0, 0));
        (await ReadAsync("leads")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_folder_that_depends_on_where_the_server_was_started_is_refused() =>
        (await Should.ThrowAsync<SettingsException>(() => RigAsync("sqlite", null, "--Retention:Days=30", "--Retention:Archive=archive"))).Message.ShouldContain("Retention:Archive");

    /// <summary>Three leads that were called, busy, and a month ago.</summary>
    private async Task<(CallRig Node, List<string> Leads)> ArrangeAsync(string engine)
    {
        var node = await CallRigAsync(engine, "--Retention:Days=30", $"--Retention:Archive={Kept}");
        await node.Seeds.AllAsync(maxCalls: 100, callsPerSecond: 1000);
        var leads = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            leads.Add(await node.Seeds.LeadAsync(Data));
            node.Rig.Time.Advance(10);
            await node.LookAsync();
            (await node.Carrier.NextAsync()).Reply(new LegAnswer(LegResult.Busy));
            await node.IdleAsync();
        }

        node.Rig.Time.Advance(TimeSpan.FromDays(31));
        return (node, leads);
    }

    /// <summary>The lines of all files of a kind, as <c>zcat</c> shows them.</summary>
    private async Task<List<JsonElement>> ReadAsync(string what)
    {
        var lines = new List<JsonElement>();
        foreach (var path in Directory.GetFiles(Path.Combine(Kept, Seeds.Workspace), $"{what}-*.jsonl.gz").Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            while (await reader.ReadLineAsync() is { } line)
                lines.Add(JsonElement.Parse(line));
        }

        return lines;
    }
}
