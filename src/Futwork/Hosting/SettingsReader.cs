using System.Globalization;

namespace Futwork.Hosting;

/// <summary>Reads single settings of the server; one that is empty counts as not set.</summary>
internal static class SettingsReader
{
    /// <summary>A whole number in a range; <paramref name="usual"/> when it is not set.</summary>
    /// <exception cref="SettingsException">It is none, or lies outside.</exception>
    public static int Whole(this IConfiguration configuration, string name, int usual, int least, int most, string what = "whole number")
    {
        if (configuration[name] is not { Length: > 0 } text)
            return usual;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(configuration, name, text, $"a {what} from {least} to {most}");
    }

    /// <summary><c>true</c> or <c>false</c>; false when it is not set.</summary>
    /// <exception cref="SettingsException">It is neither.</exception>
    public static bool Flag(this IConfiguration configuration, string name)
    {
        if (configuration[name] is not { Length: > 0 } text)
            return false;
        return bool.TryParse(text, out var flag) ? flag : throw Wrong(configuration, name, text, "true or false");
    }

    /// <summary>The complaint about a setting.</summary>
    public static SettingsException Wrong(this IConfiguration configuration, string name, string text, string right) =>
        new($"{(configuration is IConfigurationSection { Path: { Length: > 0 } section } ? $"{section}:{name}" : name)} is '{text}'; it must be {right}.");
}
