namespace Futwork.Tests.Realtime.Sip;

/// <summary>Waits for what another thread or process brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>Asks until there is something; <paramref name="meanwhile"/> may move a clock.</summary>
    public static async Task<T> IsAsync<T>(Func<T?> ask, Action? meanwhile = null)
        where T : class
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            if (ask() is { } found) return found;
            meanwhile?.Invoke();
            await Task.Delay(10, deadline.Token);
        }
    }
}
