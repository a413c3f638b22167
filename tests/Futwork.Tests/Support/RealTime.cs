using Futwork.Tests.Journeys;
using Futwork.Tests.Realtime.Sip.Interop;

namespace Futwork.Tests.Support;

/// <summary>
/// Tests whose sound runs in real time, here or in a peer that we did not write. They run after all others, one at a time: a
/// machine that is busy elsewhere would make a stutter of the peer's look like ours. The calls of the journeys are made once.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RealTime : ICollectionFixture<SqliteCalls>, ICollectionFixture<PostgresCalls>
{
    public const string Name = "real time";
}

/// <summary>As <see cref="RealTime"/>, for tests that need no journeys.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RealPeers : ICollectionFixture<InteropRun>
{
    public const string Name = "real peers";
}

/// <summary>For tests that look at the whole process, such as its memory.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
