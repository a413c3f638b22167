namespace Futwork.Tests.Support;

/// <summary>The closed lists of the vocabulary.</summary>
internal static class Constants
{
    /// <summary>All values of one: the texts that are constants of its class.</summary>
    public static IReadOnlyList<string> Of(Type list) => [.. list.GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];
}
