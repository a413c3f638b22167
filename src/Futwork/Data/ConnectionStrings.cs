using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Futwork.Data;

/// <summary>Connection strings with what we want of connections. What the operator set counts more.</summary>
internal static class ConnectionStrings
{
    /// <summary>So long a transaction may wait for its client between two statements, unless the operator says otherwise or it is to let go sooner (<see cref="Session.LetGoAfterAsync"/>).</summary>
    public const string UsualIdleTime = "5s";

    /// <summary>
    /// A node that stands still, or whose machine is gone, must not keep the rows that it had locked: the server ends a transaction that waits for its client between two statements, and
    /// any node one that waits within a statement (<see cref="StalledTransactions"/>). Nor may a machine that is gone keep its connections: the server asks after those on which nothing is
    /// under way.
    /// </summary>
    private static readonly (string Name, string Value)[] ServerSettings =
    [
        ("idle_in_transaction_session_timeout", UsualIdleTime),
        ("tcp_keepalives_idle", "5"),
        ("tcp_keepalives_interval", "1"),
        ("tcp_keepalives_count", "5"),
    ];

    /// <summary>
    /// Connections of a node at most: four for each of its processors, 8 to 27. A few for each core of the database are quicker than many, whose work is in each other's way, and a node that has
    /// just started, or a database that has, fills each with its plans anew; three nodes stay below what PostgreSQL allows by default.
    /// </summary>
    private static readonly int MostConnections = Math.Clamp(4 * Environment.ProcessorCount, 8, 27);

    /// <summary>One to renew leases, one to ask for the time, one to end transactions that stand still, and two that wake-ups go by, which are never given back.</summary>
    private const int VitalConnections = 5;

    /// <summary>What is vital is given up after so many seconds, and tried again: a database that went away without a word never answers what it was asked before.</summary>
    private const int MostVitalSeconds = 5;

    private static readonly string[] KeepAliveKeywords = ["Keepalive", "TCP Keepalive", "TCP Keepalive Time", "TCP Keepalive Interval"];

    /// <summary>Statements that each connection keeps parsed and planned once they were asked for a few times: about all that the path of a lead has.</summary>
    private const int MostPrepared = 100;

    /// <summary>The names of what Npgsql connects to.</summary>
    private static readonly string[] HostKeywords = ["Host", "Server"];

    /// <summary>The names of what Microsoft.Data.Sqlite opens.</summary>
    private static readonly string[] FileKeywords = ["Data Source", "DataSource", "Filename"];

    /// <summary>The engine that a connection string, or the path of a file, is for.</summary>
    /// <exception cref="ConnectionStringException">It names nothing that either of them could open.</exception>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static DatabaseEngine EngineOf(string connectionString)
    {
        if (!connectionString.Contains('=') && !connectionString.Contains("://", StringComparison.Ordinal))
            return DatabaseEngine.Sqlite;
        var said = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (Array.Exists(HostKeywords, said.ContainsKey))
            return DatabaseEngine.Postgres;
        return Array.Exists(FileKeywords, said.ContainsKey) ? DatabaseEngine.Sqlite : throw new ConnectionStringException("It names neither a host nor a file.");
    }

    /// <summary>
    /// Connections that nobody answers on are found by the kernel, ours here and the server's there. Statements are prepared. Our sessions have a name, by which they are told from others.
    /// </summary>
    public static string Postgres(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!Array.Exists(KeepAliveKeywords, builder.ShouldSerialize))
            (builder.TcpKeepAlive, builder.TcpKeepAliveTime, builder.TcpKeepAliveInterval) = (true, 5, 1);
        if (!builder.ShouldSerialize("Maximum Pool Size"))
            builder.MaxPoolSize = Math.Max(MostConnections, builder.MinPoolSize);
        if (!builder.ShouldSerialize("Max Auto Prepare"))
            builder.MaxAutoPrepare = MostPrepared;
        // Nothing that we do outlives its transaction (but LISTEN, on a connection that is kept), so that a connection can be handed on as it is.
        if (!builder.ShouldSerialize("No Reset On Close"))
            builder.NoResetOnClose = true;
        if (string.IsNullOrEmpty(builder.ApplicationName))
            builder.ApplicationName = "futwork";
        foreach (var (name, value) in ServerSettings.Where(setting => builder.Options?.Contains(setting.Name, StringComparison.Ordinal) != true))
            builder.Options = $"{builder.Options} -c {name}={value}".Trim();
        return builder.ToString();
    }

    /// <summary>That of <see cref="Database.Vital"/>.</summary>
    /// <param name="connectionString">As <see cref="Postgres"/> gives it.</param>
    public static string Vital(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { MinPoolSize = 0, MaxPoolSize = VitalConnections };
        (builder.Timeout, builder.CommandTimeout) = (Shortened(builder.Timeout), Shortened(builder.CommandTimeout));
        return builder.ToString();

        // 0 is without end.
        static int Shortened(int seconds) => seconds == 0 ? MostVitalSeconds : Math.Min(seconds, MostVitalSeconds);
    }

    /// <param name="connectionString">A connection string, or the path of a file.</param>
    public static string Sqlite(string connectionString)
    {
        var builder = connectionString.Contains('=')
            ? new SqliteConnectionStringBuilder(connectionString)
            : new SqliteConnectionStringBuilder { DataSource = connectionString };
        builder.ForeignKeys = true;
        builder.DefaultTimeout = 30;
        return builder.ToString();
    }
}

/// <summary>The setting <c>Database</c> is no connection string that a database could be reached by.</summary>
/// <param name="why">A sentence, with no password in it.</param>
internal sealed class ConnectionStringException(string why)
    : Exception($"The setting Database cannot be used: {why} PostgreSQL is Host=…;Database=…;Username=…;Password=…, SQLite is Data Source=… or the path of a file.");
