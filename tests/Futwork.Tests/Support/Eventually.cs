namespace Futwork.Tests.Support;

/// <summary>Waits for what another thread or process brings about.</summary>
internal static class Eventually
{
    /// <summary>How long a test waits for what must happen, before it fails.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>Asks until there is something; <paramref name="meanwhile"/> may move a clock.</summary>
    public static Task<T> IsAsync<T>(Func<T?> ask, Action? meanwhile = null)
        where T : class => AskAsync(() => Task.FromResult(ask()), () =>
    {
        meanwhile?.Invoke();
        return Task.CompletedTask;
    });

    /// <summary>Until it has happened.</summary>
    public static Task HappensAsync(Func<Task<bool>> happened, Func<Task>? meanwhile = null) =>
        AskAsync(async () => await happened() ? "" : null, meanwhile);

    private static async Task<T> AskAsync<T>(Func<Task<T?>> ask, Func<Task>? meanwhile)
        where T : class
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await ask() is { } found) return found;
            if (meanwhile is not null) await meanwhile();
            await Task.Delay(10, deadline.Token);
        }
    }
}
