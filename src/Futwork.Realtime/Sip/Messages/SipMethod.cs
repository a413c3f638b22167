namespace Futwork.Realtime.Sip.Messages;

internal enum SipMethod : byte
{
    Unknown,
    Invite,
    Ack,
    Bye,
    Cancel,
    Options,
    Register,
    Prack,
    Update,
    Info,
    Refer,
    Notify,
    Subscribe,
    Message,
    Publish,
}

internal static class SipMethods
{
    /// <summary>What we answer to, for the Allow header.</summary>
    public const string Allowed = "INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, PRACK, UPDATE, INFO";

    public static SipMethod Parse(ReadOnlySpan<byte> token) => token switch
    {
        _ when token.SequenceEqual("INVITE"u8) => SipMethod.Invite,
        _ when token.SequenceEqual("ACK"u8) => SipMethod.Ack,
        _ when token.SequenceEqual("BYE"u8) => SipMethod.Bye,
        _ when token.SequenceEqual("CANCEL"u8) => SipMethod.Cancel,
        _ when token.SequenceEqual("OPTIONS"u8) => SipMethod.Options,
        _ when token.SequenceEqual("REGISTER"u8) => SipMethod.Register,
        _ when token.SequenceEqual("PRACK"u8) => SipMethod.Prack,
        _ when token.SequenceEqual("UPDATE"u8) => SipMethod.Update,
        _ when token.SequenceEqual("INFO"u8) => SipMethod.Info,
        _ when token.SequenceEqual("REFER"u8) => SipMethod.Refer,
        _ when token.SequenceEqual("NOTIFY"u8) => SipMethod.Notify,
        _ when token.SequenceEqual("SUBSCRIBE"u8) => SipMethod.Subscribe,
        _ when token.SequenceEqual("MESSAGE"u8) => SipMethod.Message,
        _ when token.SequenceEqual("PUBLISH"u8) => SipMethod.Publish,
        _ => SipMethod.Unknown,
    };

    public static string Name(this SipMethod method) => method switch
    {
        SipMethod.Invite => "INVITE",
        SipMethod.Ack => "ACK",
        SipMethod.Bye => "BYE",
        SipMethod.Cancel => "CANCEL",
        SipMethod.Options => "OPTIONS",
        SipMethod.Refer => "REFER",
        SipMethod.Prack => "PRACK",
        SipMethod.Update => "UPDATE",
        SipMethod.Register => "REGISTER",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "We do not send this method."),
    };
}
