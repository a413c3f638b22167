using System.Diagnostics;

namespace Futwork.Tests.Realtime.Fuzz;

/// <summary>Something that reads what others wrote.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="Corpus">Sound inputs to damage.</param>
/// <param name="Read">Reads one input; says whether it was taken. It throws when something is not as it must be.</param>
/// <param name="MaxBytesPerInput">What reading one input may allocate on average, in bytes.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Corpus, Func<byte[], Random, bool> Read, long MaxBytesPerInput)
{
    /// <summary>The longest that one input may take; generous, since the machine may be busy. One that takes longer has a second try: the machine may have stood still.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    /// <summary>The input of that seed, always the same.</summary>
    public byte[] Input(int seed) => Mutator.Mutate(new Random(seed), Corpus);

    /// <summary>Reads that many inputs, from that seed on.</summary>
    /// <exception cref="FuzzException">Something is not as it must be; it names the seed of the input.</exception>
    public FuzzResult Run(int count, int seed)
    {
        var taken = 0;
        var allocated = 0L;
        var slowest = TimeSpan.Zero;
        var spent = TimeSpan.Zero;
        for (var at = seed; at < seed + count; at++)
        {
            var (isTaken, bytes, took) = Measure(at);
            if (isTaken) taken++;
            allocated += bytes;
            spent += took;
            if (took > slowest) slowest = took;
            if (took > MaxTime && Measure(at).Took is var again && again > MaxTime) throw new FuzzException($"{Name}: the input of seed {at} takes {again.TotalSeconds:0.0} s.", null);
        }

        if (allocated / count > MaxBytesPerInput) throw new FuzzException($"{Name}: an input allocates {allocated / count} bytes on average, {MaxBytesPerInput} are allowed.", null);
        return new FuzzResult(Name, count, taken, count / spent.TotalSeconds, slowest.TotalMilliseconds, allocated / count);
    }

    private (bool IsTaken, long Bytes, TimeSpan Took) Measure(int seed)
    {
        var random = new Random(seed);
        var input = Mutator.Mutate(random, Corpus);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        var isTaken = ReadOne(input, random, seed);
        var took = Stopwatch.GetElapsedTime(started);
        return (isTaken, GC.GetAllocatedBytesForCurrentThread() - before, took);
    }

    private bool ReadOne(byte[] input, Random random, int seed)
    {
        try
        {
            return Read(input, random);
        }
        catch (Exception failure)
        {
            throw new FuzzException($"{Name}: the input of seed {seed} fails: {failure.Message}", failure);
        }
    }
}

/// <summary>What a run saw.</summary>
/// <param name="Name">The target.</param>
/// <param name="Inputs">How many inputs were read.</param>
/// <param name="Taken">How many of them made sense to it.</param>
/// <param name="PerSecond">Inputs a second, the damaging not counted.</param>
/// <param name="SlowestMilliseconds">The slowest input.</param>
/// <param name="BytesPerInput">Bytes allocated for one, on average.</param>
internal sealed record FuzzResult(string Name, int Inputs, int Taken, double PerSecond, double SlowestMilliseconds, long BytesPerInput);

/// <summary>An input showed a fault.</summary>
public sealed class FuzzException(string message, Exception? inner) : Exception(message, inner);
