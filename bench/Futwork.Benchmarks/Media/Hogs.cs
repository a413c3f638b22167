namespace Futwork.Benchmarks.Media;

/// <summary>Threads of ordinary priority that only compute, as speech engines in the process would.</summary>
internal sealed class Hogs : IDisposable
{
    /// <summary>The name of each of them.</summary>
    public const string Name = "hog";

    private readonly List<Thread> _threads = [];
    private volatile bool _stopping;

    public Hogs(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _threads.Add(new Thread(Burn) { IsBackground = true, Name = Name });
            _threads[^1].Start();
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _threads.ForEach(thread => thread.Join());
    }

    private void Burn()
    {
        var value = 1.5;
        while (!_stopping)
        {
            for (var i = 0; i < 10_000; i++) value = (value * 1.000001) + Math.Sqrt(value);
            if (value > 1e100) value = 1.5;
        }
    }
}
