using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

namespace Futwork.Tests.Realtime.Sip.Interop;

/// <summary>The test proves that feature with that peer: its result is a cell of docs/interop.md.</summary>
/// <param name="feature">The row.</param>
/// <param name="peer">The column.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class InteropAttribute(Feature feature, Peer peer) : BeforeAfterTestAttribute
{
    private static readonly ConcurrentQueue<(Feature Feature, Peer Peer, TestResult Result)> Seen = new();

    public Feature Feature => feature;

    public Peer Peer => peer;

    /// <summary>The results of this run so far.</summary>
    internal static IReadOnlyCollection<(Feature Feature, Peer Peer, TestResult Result)> Results => Seen;

    public override void After(MethodInfo methodUnderTest, IXunitTest test) =>
        Seen.Enqueue((feature, peer, TestContext.Current.TestState?.Result ?? TestResult.Failed));
}
