using System.Text;
using System.Text.RegularExpressions;

namespace Futwork.Realtime.Conversation;

/// <summary>Texts with variables, written <c>{{name}}</c>: letters, digits and underscores, spaces inside the braces allowed.</summary>
public static partial class Template
{
    /// <summary>The variables a text uses, each once, in order of first use.</summary>
    public static IReadOnlyList<string> Variables(string text) =>
        [.. Variable().Matches(text).Select(m => m.Groups["name"].Value).Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// Braces that are no variable, such as <c>{{customer name}}</c> or an unclosed <c>{{name</c>; they would be spoken aloud,
    /// so a text that has any is refused.
    /// </summary>
    public static IReadOnlyList<string> Malformed(string text) =>
        [.. Brace().Matches(Variable().Replace(text, "")).Select(m => m.Value.Trim())];

    /// <summary>Puts the values in.</summary>
    /// <exception cref="KeyNotFoundException">A variable has no value.</exception>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) => Replace(
        text, name => values.TryGetValue(name, out string? value) ? value : throw new KeyNotFoundException($"The variable '{name}' has no value and no default."));

    /// <summary>Puts something in for each variable.</summary>
    public static string Replace(string text, Func<string, string> value)
    {
        var filled = new StringBuilder(text.Length);
        int copied = 0;
        foreach (Match match in Variable().Matches(text))
        {
            filled.Append(text, copied, match.Index - copied).Append(value(match.Groups["name"].Value));
            copied = match.Index + match.Length;
        }

        return filled.Append(text, copied, text.Length - copied).ToString();
    }

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z0-9_]+)\s*\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"(\{\{[^{}]{0,40}\}?\}?|\}\})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Brace();
}
