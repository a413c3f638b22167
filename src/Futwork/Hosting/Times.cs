namespace Futwork.Hosting;

/// <summary>Makes the times that the API shows of those that the tables keep, in UTC.</summary>
internal static class Times
{
    public static DateTimeOffset FromUnix(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? FromUnix(long? milliseconds) => milliseconds is { } value ? FromUnix(value) : null;
}
