using Futwork.Data;
using Npgsql;

namespace Futwork.Tests.Data;

/// <summary>When and how we connect to PostgreSQL where the operator did not say otherwise. No server is asked.</summary>
public sealed class PostgresSettingsTests
{
    [Theory]
    [InlineData("Host=nowhere.invalid", true)]
    [InlineData("Database=calls; server = nowhere.invalid", true)]
    [InlineData("Data Source=/srv/Host=1/calls.db", false)]
    [InlineData("DataSource=calls.db;Mode=ReadWriteCreate", false)]
    [InlineData("filename=calls.db", false)]
    [InlineData("/srv/Host/calls.db", false)]
    public async Task The_keyword_that_names_a_host_or_a_file_tells_the_engine(string connectionString, bool isPostgres)
    {
        await using var database = new Database(connectionString);

        (database.Engine is DatabaseEngine.Postgres).ShouldBe(isPostgres);
    }

    [Theory]
    [InlineData("Database=presets")]
    [InlineData("Database=prepared;Password=keepalive pool size")]
    [InlineData("Options=-c tcp_keepalives_idle=60")]
    [InlineData("Minimum Pool Size=1")]
    public async Task What_only_sounds_like_a_setting_changes_none(string said)
    {
        var settings = await SettingsAsync(said);

        (settings.TcpKeepAlive, settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval).ShouldBe((true, 5, 1));
        (settings.NoResetOnClose, settings.MaxAutoPrepare).ShouldBe((true, 100));
        settings.MaxPoolSize.ShouldBeInRange(8, 27);
    }

    [Fact]
    public async Task What_the_operator_said_stays()
    {
        var settings = await SettingsAsync("TcpKeepAliveTime=60;MaxPoolSize=50;Max Auto Prepare=0;No Reset On Close=false");

        (settings.TcpKeepAlive, settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval).ShouldBe((false, 60, 0));
        (settings.MaxPoolSize, settings.MaxAutoPrepare, settings.NoResetOnClose).ShouldBe((50, 0, false));
    }

    [Theory]
    [InlineData("", 5, 5)]
    [InlineData("Timeout=0;Command Timeout=0", 5, 5)]
    [InlineData("Timeout=2;Command Timeout=60", 2, 5)]
    public async Task What_is_vital_waits_for_no_answer_for_longer_than_seconds(string said, int connect, int command)
    {
        await using var database = new Database($"Host=nowhere.invalid;{said}");

        var settings = new NpgsqlConnectionStringBuilder(database.Vital!.ConnectionString);
        (settings.Timeout, settings.CommandTimeout).ShouldBe((connect, command));
    }

    private static async Task<NpgsqlConnectionStringBuilder> SettingsAsync(string said)
    {
        await using var database = new Database($"Host=nowhere.invalid;{said}");
        return new NpgsqlConnectionStringBuilder(database.Postgres!.ConnectionString);
    }
}
