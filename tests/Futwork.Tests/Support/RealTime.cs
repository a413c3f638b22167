using Futwork.Tests.Journeys;
using Futwork.Tests.Realtime.Sip.Interop;

namespace Futwork.Tests.Support;

/// <summary>
/// Journeys whose sound runs in real time. As those of the other collections here, they run after the great number of tests, and some of these collections at a time (the script <c>test</c>, without a filter,
/// goes by their trait): they mostly wait, and a machine that is busy elsewhere would make a stutter of the peer's look like ours.
/// </summary>
[CollectionDefinition(Name), Trait("clock", "real")]
public sealed class RealTime
{
    public const string Name = "real time";
}

/// <summary>As <see cref="RealTime"/>, for what came of calls that are made once, on SQLite.</summary>
[CollectionDefinition(Name), Trait("clock", "real")]
public sealed class SqliteJourneys : ICollectionFixture<SqliteCalls>
{
    public const string Name = "journeys on SQLite";
}

/// <summary>As <see cref="RealTime"/>, for what came of calls that are made once, on PostgreSQL.</summary>
[CollectionDefinition(Name), Trait("clock", "real")]
public sealed class PostgresJourneys : ICollectionFixture<PostgresCalls>
{
    public const string Name = "journeys on PostgreSQL";
}

/// <summary>As <see cref="RealTime"/>, for tests against a peer that we did not write.</summary>
[CollectionDefinition(Name), Trait("clock", "real")]
public sealed class RealPeers : ICollectionFixture<InteropRun>
{
    public const string Name = "real peers";
}

/// <summary>As <see cref="RealTime"/>, for tests that need neither journeys nor peers.</summary>
[CollectionDefinition(Name), Trait("clock", "real")]
public sealed class RealSound
{
    public const string Name = "real sound";
}

/// <summary>For tests that look at the whole process, such as its memory, or at when exactly something leaves: one at a time, and nothing beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true), Trait("clock", "real")]
public sealed class Alone
{
    public const string Name = "alone";
}
