using System.Globalization;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>Turns what a flow says of a call back into the moment it means, on the person's clock.</summary>
internal static class FlowCallbacks
{
    /// <summary>A time of the day, as a flow writes it.</summary>
    public const string TimeForm = "HH:mm";

    /// <param name="callback">What the step says.</param>
    /// <param name="state">The flow, with the fields filled so far.</param>
    /// <param name="texts">The agent's texts.</param>
    /// <param name="clock">The person's clock.</param>
    /// <returns>The call back; a moment that has passed meanwhile is as soon as may be. Null when none was named.</returns>
    public static CallbackRequest? Of(FlowCallback callback, FlowState state, AgentTexts texts, PersonClock clock)
    {
        DateTimeOffset? at = callback switch
        {
            { Field: { } field } => CallbackTime.Read(state.Field(field) ?? "", clock),
            { InMinutes: { } minutes } => clock.On(clock.Now.AddMinutes(minutes)),
            _ => AtTime(callback, clock),
        };
        return at is { } moment ? new CallbackRequest(moment, callback.Note is { } note ? texts.Fill(note, state.Fields) : null) : null;
    }

    private static DateTimeOffset AtTime(FlowCallback callback, PersonClock clock)
    {
        DateTime now = clock.Now.DateTime;
        DateTime at = now.Date.AddDays(callback.Days) + TimeOnly.ParseExact(callback.Time!, TimeForm, CultureInfo.InvariantCulture).ToTimeSpan();
        return clock.At(at > now ? at : at.AddDays(1));
    }
}
