namespace Futwork.Hosting;

/// <summary>Checks that several settings share. Each returns what is wrong, or nothing.</summary>
internal static class Rules
{
    private const int LongestName = 100;

    public static Problem? Name(string name) => NameError(name) is { } error ? Problem.Invalid(error) : null;

    public static FieldError? NameError(string name) =>
        string.IsNullOrWhiteSpace(name) || name.Length > LongestName
            ? Wrong("/name", $"It must be 1 to {LongestName} characters, not only spaces.", name)
            : null;

    /// <summary>An error with the value that was sent.</summary>
    public static FieldError Wrong<T>(string pointer, string message, T sent) => new(pointer, message, ApiJson.Write(sent));
}
