using Futwork.Data;
using Futwork.Tests.Support;

namespace Futwork.Tests.Data;

/// <summary>Many rows at once, read back by the database that took them.</summary>
public sealed class CopyTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    private const int Rows = 500;

    private static readonly string?[] Texts = ["", "a", null, "Zoë ☕ 𝔸", "tab\tand\\.\n\"quote\"", new('x', 100_000)];
    private static readonly long?[] Numbers = [0, -1, null, long.MaxValue, long.MinValue];

    [Theory, MemberData(nameof(Engines))]
    public async Task What_goes_in_comes_out(string engine)
    {
        var database = await OpenAsync(engine);
        await database.WriteAsync(session => session.ExecuteAsync("CREATE TABLE things (id bigint PRIMARY KEY, text text, number bigint)"));

        await database.WriteAsync(session => session.CopyAsync("things", Columns(0)));

        var rows = await database.ReadAsync(session => session.QueryAsync<(long Id, string? Text, long? Number)>("SELECT id, text, number FROM things ORDER BY id"));
        rows.Count.ShouldBe(Rows);
        rows.ShouldAllBe(row => row.Text == Texts[row.Id % Texts.Length] && row.Number == Numbers[row.Id % Numbers.Length]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_a_unique_index_refuses_is_undone_and_the_transaction_goes_on(string engine)
    {
        var database = await OpenAsync(engine);
        await database.WriteAsync(session => session.ExecuteAsync("CREATE TABLE things (id bigint PRIMARY KEY, text text, number bigint)"));

        var tried = await database.WriteAsync(async session =>
        {
            var first = await session.TryCopyAsync("things", Columns(0));
            var second = await session.TryCopyAsync("things", Columns(Rows - 1));
            var third = await session.TryCopyAsync("things", Columns(Rows));
            return (first, second, third);
        });

        tried.ShouldBe((true, false, true));
        (await database.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM things"))).ShouldBe(2 * Rows);
    }

    private static Column[] Columns(long first)
    {
        long[] ids = [.. Enumerable.Range(0, Rows).Select(i => first + i)];
        return [new("id", ids), new("text", Array.ConvertAll(ids, id => Texts[id % Texts.Length])), new("number", Array.ConvertAll(ids, id => Numbers[id % Numbers.Length]))];
    }
}
