namespace Futwork.Realtime.Conversation.Tools;

/// <summary>The types of tools, as the settings name them. The built-in ones are called by the same name.</summary>
internal static class ToolTypes
{
    public const string Http = "http";
    public const string EndCall = "end_call";
    public const string TransferCall = "transfer_call";
    public const string SendDtmf = "send_dtmf";
    public const string ScheduleCallback = "schedule_callback";
    public const string OptOut = "opt_out";

    public static IReadOnlyList<string> All { get; } = [Http, EndCall, TransferCall, SendDtmf, ScheduleCallback, OptOut];
}
