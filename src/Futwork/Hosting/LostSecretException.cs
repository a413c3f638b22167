namespace Futwork.Hosting;

/// <summary>What is kept secret does not open: it was sealed with another <c>SecretKey</c> than this server has. The message says what, and what would help.</summary>
/// <param name="what">A sentence begins with it.</param>
internal sealed class LostSecretException(string what) : Exception(Says(what))
{
    public static string Says(string what) =>
        $"{what} cannot be opened: it was sealed with another SecretKey than this server has. Start the nodes with the SecretKey of then, or enter it anew (PATCH).";
}
