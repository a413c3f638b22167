using Futwork.Data;
using Futwork.Tests.Support;

namespace Futwork.Tests.Data;

/// <summary>Rows of which nothing is asked: they go along with what is sent next, or with the commit.</summary>
public sealed class AddedRowsTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task They_are_seen_by_what_is_asked_next_and_by_everybody_after_the_commit(string engine)
    {
        var database = await ArrangeAsync(engine);

        var seen = await database.WriteAsync(async session =>
        {
            await session.AddAsync("parents", Parents(1));
            await session.AddAsync("children", Children(1, 10, "a", null));
            var inside = await session.ScalarAsync<long>("SELECT count(*) FROM children");
            await session.AddAsync("children", Children(1, 20, "Zoë ☕"));
            return inside;
        });

        seen.ShouldBe(2);
        (await database.ReadAsync(session => session.QueryAsync<(long Id, string? Name)>("SELECT id, name FROM children ORDER BY id")))
            .ShouldBe([(10, "a"), (11, null), (20, "Zoë ☕")]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Many_go_in_as_few_do(string engine)
    {
        var database = await ArrangeAsync(engine);

        await database.WriteAsync(async session =>
        {
            await session.AddAsync("parents", Parents(1));
            await session.AddAsync("children", Children(1, 0, [.. Enumerable.Range(0, 500).Select(i => $"{i}")]));
            await session.AddAsync("children", Children(1, 1000, "last"));
        });

        (await CountAsync(database, "children")).ShouldBe(501);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task One_that_is_refused_fails_the_whole_transaction_and_the_next_one_is_not_disturbed(string engine)
    {
        var database = await ArrangeAsync(engine);
        await database.WriteAsync(session => session.AddAsync("parents", Parents(1)));
        var told = 0;

        for (var i = 0; i < 3; i++)
        {
            var refused = await Should.ThrowAsync<Exception>(() => database.WriteAsync(async session =>
            {
                session.AfterCommit(() => told++);
                await session.AddAsync("parents", Parents(2));
                await session.AddAsync("parents", Parents(1));
            }));
            Database.IsDuplicate(refused).ShouldBeTrue();
        }

        await database.WriteAsync(async session =>
        {
            session.AfterCommit(() => told++);
            await session.AddAsync("parents", Parents(3));
        });
        (told, await CountAsync(database, "parents")).ShouldBe((1, 2));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Of_work_that_breaks_off_nothing_is_in(string engine)
    {
        var database = await ArrangeAsync(engine);

        await Should.ThrowAsync<InvalidOperationException>(() => database.WriteAsync(async session =>
        {
            await session.AddAsync("parents", Parents(1));
            throw new InvalidOperationException();
        }));

        (await CountAsync(database, "parents")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_is_known_already_may_be_changed_instead(string engine)
    {
        var database = await ArrangeAsync(engine);
        for (var i = 0; i < 2; i++)
            await database.WriteAsync(session => session.AddAsync("parents", Parents(1), "ON CONFLICT (id) DO UPDATE SET times = parents.times + 1"));

        (await database.ReadAsync(session => session.ScalarAsync<long>("SELECT times FROM parents"))).ShouldBe(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Rows_are_updated_each_by_values_of_its_own(string engine)
    {
        var database = await ArrangeAsync(engine);
        await database.WriteAsync(async session =>
        {
            await session.AddAsync("parents", Parents(1));
            await session.AddAsync("children", Children(1, 10, "a", "b", "c"));
        });
        Column[] said = [new("child", (long[])[10, 12, 99]), new("new_name", (string?[])["x", null, "nobody"])];

        var updated = await database.WriteAsync(session => session.UpdateAsync("children", "name = new_name", said, ("id", "child"), "id > 0", "CAST(id AS text)"));

        updated.Order().ShouldBe(["10", "12"]);
        (await database.ReadAsync(session => session.QueryAsync<string?>("SELECT name FROM children ORDER BY id"))).ShouldBe(["x", "b", null]);
    }

    private async Task<Database> ArrangeAsync(string engine)
    {
        var database = await OpenAsync(engine);
        await database.WriteAsync(session => session.ExecuteAsync("CREATE TABLE parents (id bigint PRIMARY KEY, times bigint NOT NULL)"));
        await database.WriteAsync(session => session.ExecuteAsync("CREATE TABLE children (id bigint PRIMARY KEY, parent bigint NOT NULL REFERENCES parents (id), name text)"));
        return database;
    }

    private static Column[] Parents(long id) => [new("id", (long[])[id]), new("times", (long[])[1])];

    private static Column[] Children(long parent, long first, params string?[] names) =>
    [
        new("id", names.Select((_, i) => first + i).ToArray()),
        new("parent", names.Select(_ => parent).ToArray()),
        new("name", names),
    ];

    private static Task<long> CountAsync(Database database, string table) => database.ReadAsync(session => session.ScalarAsync<long>($"SELECT count(*) FROM {table}"));
}
