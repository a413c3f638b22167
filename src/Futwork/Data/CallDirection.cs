namespace Futwork.Data;

/// <summary>Who called whom: the literals of the webhook and of the API.</summary>
internal static class CallDirection
{
    /// <summary>We called the person.</summary>
    public const string Outbound = "outbound";

    /// <summary>The person called us.</summary>
    public const string Inbound = "inbound";
}
