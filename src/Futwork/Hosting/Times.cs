namespace Futwork.Hosting;

/// <summary>Times as the API shows them: RFC 3339 in UTC.</summary>
internal static class Times
{
    public static DateTimeOffset FromUnix(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? FromUnix(long? milliseconds) => milliseconds is { } value ? FromUnix(value) : null;
}
