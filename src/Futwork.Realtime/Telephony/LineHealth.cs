using System.Text.Json.Serialization;

namespace Futwork.Realtime.Telephony;

/// <summary>What this node knows of a line to a carrier.</summary>
/// <param name="Gateways">Each way into the carrier, in the order of the settings.</param>
/// <param name="Registration">Null where the line does not register.</param>
public sealed record LineHealth(IReadOnlyList<GatewayHealth> Gateways, RegistrationHealth? Registration);

/// <summary>Whether a gateway answers.</summary>
/// <param name="Host">As in the settings.</param>
/// <param name="Port">As in the settings; null where DNS or the usual port decides.</param>
/// <param name="State">What the last OPTIONS or call said.</param>
/// <param name="CheckedAt">When that was; null before.</param>
/// <param name="SipStatus">The status of the last response, where there was one.</param>
public sealed record GatewayHealth(string Host, int? Port, GatewayState State, DateTimeOffset? CheckedAt = null, int? SipStatus = null);

/// <summary>What is known of a gateway.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GatewayState>))]
public enum GatewayState
{
    /// <summary>Nobody has tried it yet.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>It answered, whatever it said.</summary>
    [JsonStringEnumMemberName("up")]
    Up,

    /// <summary>It did not answer, or asked for some rest (503 with Retry-After). It is tried last.</summary>
    [JsonStringEnumMemberName("down")]
    Down,
}

/// <summary>Whether the carrier knows where we are.</summary>
/// <param name="State">How the last REGISTER went.</param>
/// <param name="At">When that was.</param>
/// <param name="ExpiresAt">Until when the registration holds, unless it is refreshed before.</param>
/// <param name="SipStatus">The status of the last response, where there was one.</param>
public sealed record RegistrationHealth(RegistrationState State, DateTimeOffset At, DateTimeOffset? ExpiresAt = null, int? SipStatus = null);

/// <summary>How a registration stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RegistrationState>))]
public enum RegistrationState
{
    /// <summary>The first answer is awaited, or this node does not keep the line.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>The carrier has taken it.</summary>
    [JsonStringEnumMemberName("registered")]
    Registered,

    /// <summary>The carrier refused the user or the password; tried again after minutes.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>No answer, or a failure of the registrar; tried again soon.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Taken back.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,
}
