namespace Futwork.Realtime.Telephony;

/// <summary>JSON pointers (RFC 6901), as a <see cref="SettingsProblem"/> has one.</summary>
internal static class JsonPointer
{
    /// <summary>A property's name as a step of a pointer.</summary>
    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
