namespace Futwork.Realtime.Sip;

/// <summary>What answers a digest challenge (RFC 3261 section 22).</summary>
/// <param name="Username">The authentication user, which need not be the caller id.</param>
/// <param name="Password">The shared secret.</param>
public sealed record SipCredentials(string Username, string Password)
{
    /// <summary>Never shows the password.</summary>
    public override string ToString() => $"SipCredentials {{ Username = {Username} }}";
}
