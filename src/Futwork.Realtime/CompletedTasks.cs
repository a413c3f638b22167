namespace Futwork.Realtime;

/// <summary>Reads tasks that are known to be over, where nothing can be awaited.</summary>
public static class CompletedTasks
{
#pragma warning disable RS0030 // Here they are checked: what is over is not waited for.
    /// <summary>The result of a task that is over; where it failed, it throws what the task did.</summary>
    /// <exception cref="InvalidOperationException">It is not over.</exception>
    public static T Completed<T>(this Task<T> task)
    {
        RequireOver(task);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Throws what a task that is over did, where it failed.</summary>
    /// <exception cref="InvalidOperationException">It is not over.</exception>
    public static void Completed(this Task task)
    {
        RequireOver(task);
        task.GetAwaiter().GetResult();
    }
#pragma warning restore RS0030

    private static void RequireOver(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!task.IsCompleted)
            throw new InvalidOperationException("The task is not over: await it.");
    }
}
