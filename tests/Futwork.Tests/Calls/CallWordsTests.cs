using Futwork.Calls;
using Futwork.Outcomes;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation;
using Futwork.Tests.Support;
using Futwork.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Calls;

/// <summary>What is said in a call reaches whoever ends it when its node is gone, though nobody can read that node's disk.</summary>
public sealed class CallWordsTests(PostgresServer postgres) : PathTests(postgres)
{
    private static readonly TimeSpan MoreThanALease = TimeSpan.FromSeconds(31);

    [Fact]
    public async Task A_call_of_a_node_that_died_with_its_disk_ends_with_its_words_in_the_call_and_in_the_webhook()
    {
        var nodes = await NodesApartAsync("postgres", 2);
        await nodes[0].Seeds.AllAsync();
        await nodes[0].Seeds.EndpointAsync("http://127.0.0.1:1/", "call-disconnected");
        var (_, journal) = await TalkAsync(nodes[0]);
        journal.OnLine(0, new TranscriptLine(true, "Hello", TimeSpan.Zero, TimeSpan.FromMilliseconds(700)));
        journal.OnLine(1, Person("haan"));
        await WriteAsync(nodes[0]);

        nodes[1].Rig.Time.Advance(MoreThanALease);
        await nodes[1].LookAsync();

        var call = (await nodes[1].CallAsync())!;
        (call.Status, call.Outcome, call.DurationMs).ShouldBe(("call-disconnected", "interrupted", 1500));
        Transcript.ToText(Transcript.FromLines(call.Transcript)).ShouldBe("assistant: Hello\nuser: haan\n");
        (await nodes[1].Rig.ScalarAsync<string>("SELECT body FROM deliveries"))!.ShouldContain(@"""transcript"":""assistant: Hello\nuser: haan\n""");
        (await TextsAsync(nodes[1])).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_heard_on_the_line_is_in_the_database_for_as_long_as_the_call_is_up()
    {
        var (node, far) = await AnsweredAsync("postgres");

        await Eventually.HappensAsync(async () => (await TextsAsync(node)).Count > 0, async () =>
        {
            Hear(far);
            node.Rig.Time.Advance(PhoneAudio.FrameMilliseconds);
            await WriteAsync(node);
        });

        (await TextsAsync(node))[0].ShouldBe("Hello");
        far.HangUp();
        await node.IdleAsync();
        await WriteAsync(node);
        (await TextsAsync(node)).ShouldBeEmpty();
        (await node.CallAsync())!.Transcript!.ShouldContain("Hello");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_talk_that_breaks_on_our_side_keeps_its_words(string engine)
    {
        var (node, far) = await AnsweredAsync(engine);
        var files = node.Rig.Get<CallFiles>();
        await Eventually.HappensAsync(async () => await files.ReadTranscriptAsync(far.Request.CallId, CancellationToken.None) is { Count: > 0 }, () =>
        {
            Hear(far);
            node.Rig.Time.Advance(PhoneAudio.FrameMilliseconds);
            return Task.CompletedTask;
        });

        far.Break();
        await node.IdleAsync();

        var call = (await node.CallAsync())!;
        (call.Status, call.Outcome, call.HangupBy).ShouldBe(("call-disconnected", "failed", "Error"));
        call.Transcript!.ShouldContain("Hello");
        call.DurationMs!.Value.ShouldBePositive();
    }

    [Fact]
    public async Task With_SQLite_the_one_node_s_file_is_enough_and_nothing_is_written()
    {
        var node = await CallRigAsync("sqlite");
        await node.Seeds.AllAsync();
        var (_, journal) = await TalkAsync(node);

        journal.OnLine(0, Person("haan"));
        await WriteAsync(node);

        (await TextsAsync(node)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_line_that_is_masked_later_is_masked_in_the_database_as_well()
    {
        var node = await CallRigAsync("postgres");
        await node.Seeds.AllAsync();
        var (_, journal) = await TalkAsync(node);
        journal.OnLine(0, Person("it is 4111 1111"));
        await WriteAsync(node);
        (await TextsAsync(node)).ShouldBe(["it is 4111 1111"]);

        journal.OnLine(0, Person("it is [payment card]"));
        journal.OnLine(1, Person("[payment card]"));
        await WriteAsync(node);

        (await TextsAsync(node)).ShouldBe(["it is [payment card]", "[payment card]"]);
    }

    [Fact]
    public async Task Nothing_of_a_call_that_is_over_stays_or_comes_late()
    {
        var node = await CallRigAsync("postgres");
        await node.Seeds.AllAsync();
        var (_, journal) = await TalkAsync(node);
        journal.OnLine(0, Person("haan"));
        await WriteAsync(node);
        journal.OnLine(1, Person("ji"));

        await journal.EndAsync(CallEndings.Broken(answered: true, []), recording: null);
        (await TextsAsync(node)).ShouldBeEmpty();
        await WriteAsync(node);
        journal.OnLine(2, Person("a node that was taken for dead goes on"));
        await WriteAsync(node);

        (await TextsAsync(node)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_node_of_an_older_version_leaves_of_a_call_that_it_ended_is_taken_away()
    {
        var node = await CallRigAsync("postgres");
        await node.Seeds.AllAsync();
        var (_, journal) = await TalkAsync(node);
        journal.OnLine(0, Person("haan"));
        await WriteAsync(node);
        (await node.Rig.Get<CallWords>().SweepAsync(CancellationToken.None)).ShouldBe(0);

        await node.Rig.ExecuteAsync("UPDATE calls SET ended_at = @Now", new { node.Rig.Now });

        (await node.Rig.Get<CallWords>().SweepAsync(CancellationToken.None)).ShouldBe(1);
        (await TextsAsync(node)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_somebody_ends_at_this_moment_is_passed_over()
    {
        var node = await CallRigAsync("postgres");
        await node.Seeds.AllAsync();
        var (order, journal) = await TalkAsync(node);
        journal.OnLine(0, Person("haan"));
        var (ended, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var ending = node.Rig.Database.WriteAsync(async session =>
        {
            await Call.EndAsync(session, order.WorkspaceId, order.CallSid, CallEndings.Broken(answered: true, []), null, node.Rig.Now);
            ended.SetResult();
            await goOn.Task;
        });
        await ended.Task;

        await WriteAsync(node);
        goOn.SetResult();
        await ending;
        await WriteAsync(node);

        (await TextsAsync(node)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_database_that_is_away_misses_is_written_later_up_to_a_bound_and_what_is_masked_in_any_case()
    {
        var node = await CallRigAsync("postgres");
        await node.Seeds.AllAsync();
        var (order, _) = await TalkAsync(node);
        using var words = new CallWords(node.Rig.Database, node.Rig.Time, NullLogger<CallWords>.Instance) { MostUnwritten = 3 };
        words.Keep(order.CallId, 0, Person("4111"));
        await words.WriteAsync(CancellationToken.None);

        await node.Rig.ExecuteAsync("ALTER TABLE call_words RENAME TO away");
        for (var i = 1; i <= 5; i++)
            words.Keep(order.CallId, i, Person($"{i}"));
        words.Keep(order.CallId, 0, Person("[payment card]"));
        await Should.ThrowAsync<Npgsql.PostgresException>(() => words.WriteAsync(CancellationToken.None));
        await node.Rig.ExecuteAsync("ALTER TABLE away RENAME TO call_words");
        await words.WriteAsync(CancellationToken.None);
        words.Keep(order.CallId, 6, Person("6"));
        await words.WriteAsync(CancellationToken.None);

        (await TextsAsync(node)).ShouldBe(["[payment card]", "1", "2", "3", "6"]);
    }

    [Theory]
    [InlineData(1, 2, "in the database")]
    [InlineData(3, 2, "on the disk")]
    [InlineData(2, 2, "on the disk")]
    public async Task The_longer_of_disk_and_database_counts_and_the_disk_where_they_are_as_long(int onDisk, int inDatabase, string said)
    {
        var node = await CallRigAsync("postgres");
        await node.Seeds.AllAsync();
        var (order, journal) = await TalkAsync(node);
        for (var i = 0; i < inDatabase; i++)
            journal.OnLine(i, Person("in the database"));
        await WriteAsync(node);
        await LeaveAsync(node, order, [.. Enumerable.Repeat("on the disk", onDisk)]);

        node.Rig.Time.Advance(MoreThanALease);
        await node.LookAsync();

        Transcript.FromLines((await node.CallAsync())!.Transcript).Select(line => line.Text).ShouldBe(Enumerable.Repeat(said, Math.Max(onDisk, inDatabase)));
    }

    [Fact]
    public async Task A_node_that_comes_back_adds_the_sound_and_what_only_its_disk_has_and_takes_nothing_away()
    {
        var nodes = await NodesApartAsync("postgres", 2);
        await nodes[0].Seeds.AllAsync();
        var (order, journal) = await TalkAsync(nodes[0]);
        journal.OnLine(0, Person("it is 4111 1111"));
        await WriteAsync(nodes[0]);
        nodes[1].Rig.Time.Advance(MoreThanALease);
        await nodes[1].LookAsync();
        (await nodes[1].CallAsync())!.Transcript!.ShouldContain("4111");

        await LeaveAsync(nodes[0], order, "it is [payment card]", "[payment card]");
        await File.WriteAllTextAsync(nodes[0].Rig.Get<CallFiles>().Prepare(CallFiles.Recording(order.CallId)), "");
        (await ComeBackAsync(nodes[0], order)).ShouldBe(1);
        await LeaveAsync(nodes[0], order, "it is");
        (await ComeBackAsync(nodes[0], order)).ShouldBe(0);

        var call = (await nodes[1].CallAsync())!;
        Transcript.ToText(Transcript.FromLines(call.Transcript)).ShouldBe("user: it is [payment card]\nuser: [payment card]\n");
        (call.Recording, call.DurationMs).ShouldBe((CallFiles.Recording(order.CallId), 1500));
    }

    /// <summary>A call that was answered.</summary>
    private static async Task<(CallOrder Order, CallJournal Journal)> TalkAsync(CallRig node)
    {
        await node.Seeds.LeadAsync();
        var order = (await node.TakeAsync()).Single();
        await node.Rig.ExecuteAsync("UPDATE calls SET status = 'in-progress', answered_at = @Now", new { node.Rig.Now });
        return (order, node.Rig.Get<CallJournals>().Open(order));
    }

    private static TranscriptLine Person(string text) => new(false, text, TimeSpan.FromMilliseconds(900), TimeSpan.FromMilliseconds(1500));

    private static Task WriteAsync(CallRig node) => node.Rig.Get<CallWords>().WriteAsync(CancellationToken.None);

    /// <summary>The words that the database has of calls that are up.</summary>
    private static async Task<List<string>> TextsAsync(CallRig node)
    {
        var lines = await node.Rig.Database.ReadAsync(session => session.QueryAsync<string>("SELECT line FROM call_words ORDER BY call_id, position"));
        return [.. Transcript.FromLines(string.Join('\n', lines)).Select(line => line.Text)];
    }

    /// <summary>What the person said, as a node's disk has it.</summary>
    private static Task LeaveAsync(CallRig node, CallOrder order, params string[] said) => File.WriteAllTextAsync(
        node.Rig.Get<CallFiles>().Prepare(CallFiles.Transcript(order.CallId)), Transcript.ToLines(said.Select(text => new SpokenLine(Transcript.Person, text, 900, 1500))));

    /// <returns>To how many calls something was added.</returns>
    private static async Task<int> ComeBackAsync(CallRig node, CallOrder order) =>
        (await node.Rig.Get<LateWords>().AddAsync([order.CallId], CancellationToken.None)).Added;

    /// <summary>A call that was answered, with the agent on the line.</summary>
    private async Task<(CallRig Node, ScriptedCarrier.Far Far)> AnsweredAsync(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        far.PickUp();
        await far.Attached;
        return (node, far);
    }

    /// <summary>A frame of silence comes down the line.</summary>
    private static void Hear(ScriptedCarrier.Far far)
    {
        Span<short> heard = stackalloc short[PhoneAudio.FrameSamples];
        Span<short> say = stackalloc short[PhoneAudio.FrameSamples];
        far.Audio!.OnFrame(heard, say);
    }
}
