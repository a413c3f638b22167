using Futwork.Data;
using Futwork.Outcomes;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Metering;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Outcomes;

public sealed class CallEndingsTests
{
    [Theory]
    [InlineData(LegResult.Busy, "busy", "busy", "Carrier", "Call recipient was busy")]
    [InlineData(LegResult.NoAnswer, "no-answer", "no-answer", "Carrier", "Call unanswered")]
    [InlineData(LegResult.Rejected, "failed", "rejected", "Callee", "Call recipient rejected")]
    [InlineData(LegResult.InvalidNumber, "failed", "invalid-number", "Carrier", "Call recipient number invalid")]
    [InlineData(LegResult.Unreachable, "failed", "unreachable", "Carrier", "Carrier unreachable")]
    [InlineData(LegResult.PhoneUnreachable, "failed", "unreachable", "Carrier", "Call recipient unreachable")]
    [InlineData(LegResult.CarrierRejected, "failed", "carrier-rejected", "Carrier", "Carrier declined")]
    [InlineData(LegResult.Congestion, "failed", "failed", "Carrier", "Network Congestion From Carrier")]
    [InlineData(LegResult.Failed, "failed", "failed", "Carrier", "Carrier Internal Error")]
    [InlineData(LegResult.Canceled, "canceled", "canceled", "API Request", "Cancelled by API")]
    public void An_attempt_that_nobody_answered(LegResult result, string status, string outcome, string by, string reason) =>
        ShouldBe(CallEndings.Unanswered(new LegAnswer(result), HangUpCause.ApiRequest), status, outcome, by, reason);

    [Theory]
    [InlineData(nameof(HangUpCause.PlatformStopped), "failed", "interrupted", "Error", "Platform stopped")]
    [InlineData(nameof(HangUpCause.CannotSpeak), "failed", "failed", "Error", "speech_engine_unavailable")]
    public void An_attempt_that_this_node_cancelled(string cause, string status, string outcome, string by, string reason) =>
        ShouldBe(CallEndings.Unanswered(new LegAnswer(LegResult.Canceled), Enum.Parse<HangUpCause>(cause)), status, outcome, by, reason);

    [Theory]
    [InlineData(ConversationEnd.PersonHungUp, "Callee", "Call recipient hungup")]
    [InlineData(ConversationEnd.FlowEnded, "API Request", "llm_prompted_hangup")]
    [InlineData(ConversationEnd.ModelEnded, "API Request", "end_call_tool")]
    [InlineData(ConversationEnd.Silence, "API Request", "inactivity_timeout")]
    [InlineData(ConversationEnd.MaxDuration, "API Request", "call_max_duration")]
    [InlineData(ConversationEnd.HungUpByApi, "API Request", "Hung up by API")]
    [InlineData(ConversationEnd.SpeechToTextFailed, "Error", "transcriber_error")]
    [InlineData(ConversationEnd.TextToSpeechFailed, "Error", "synthesizer_error")]
    [InlineData(ConversationEnd.ModelFailed, "Error", "llm_error")]
    [InlineData(ConversationEnd.LineLost, "Carrier", "Carrier Internal Error")]
    public void A_conversation_that_ended(ConversationEnd end, string by, string reason)
    {
        var result = new ConversationResult { Transcript = [], End = end, Duration = TimeSpan.FromSeconds(3) };

        var ending = CallEndings.Answered(result, new LegEnding(LegEndedBy.Remote, 16), HangUpCause.ApiRequest);

        ShouldBe(ending, "call-disconnected", "human", by, reason);
        ending.HangupCode.ShouldBe(16);
        ending.Duration.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData(AnsweredBy.Voicemail, 0.97, "voicemail", "voicemail")]
    [InlineData(AnsweredBy.VoicemailFull, 0.99, "voicemail", "voicemail-full")]
    [InlineData(AnsweredBy.Voicemail, 0.94, "human", "voicemail")]
    [InlineData(AnsweredBy.Menu, 0.99, "human", "menu")]
    [InlineData(AnsweredBy.Human, 0.95, "human", "human")]
    [InlineData(AnsweredBy.Unsure, 0, "human", "unsure")]
    public void Only_a_certain_machine_makes_the_outcome_a_voicemail(AnsweredBy by, double confidence, string outcome, string name)
    {
        var result = new ConversationResult { Transcript = [], End = ConversationEnd.MachineAnswered, AnsweredBy = by, AnsweredByConfidence = confidence };

        var ending = CallEndings.Answered(result, new LegEnding(LegEndedBy.Local), null);

        ShouldBe(ending, "call-disconnected", outcome, "API Request", "voicemail_detected");
        (ending.AnsweredBy, ending.AnsweredByConfidence).ShouldBe((name, confidence));
    }

    [Fact]
    public void A_hang_up_through_the_api_and_the_one_of_a_stopped_node_are_told_apart()
    {
        var leg = new LegEnding(LegEndedBy.Local);
        var hungUp = new ConversationResult { Transcript = [], End = ConversationEnd.HungUpByApi };

        CallEndings.Answered(hungUp, leg, HangUpCause.ApiRequest).HangupReason.ShouldBe("Hung up by API");
        CallEndings.Answered(hungUp, leg, HangUpCause.PlatformStopped).HangupReason.ShouldBe("Platform stopped");
    }

    [Fact]
    public void What_the_database_kept_from_leaving_costs_nothing_and_is_due_in_two_seconds()
    {
        var ending = CallEndings.DatabaseAway();

        ShouldBe(ending, "canceled", "canceled", "Error", "Withdrawn before the dial");
        (ending.NeverLeft, ending.IsPostponed).ShouldBe((true, true));
        ending.RetryAfter.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_phone_that_is_off_is_no_fault_of_the_line_whatever_code_the_carrier_sends()
    {
        var ending = CallEndings.Unanswered(new LegAnswer(LegResult.PhoneUnreachable, SipStatus: 503, RetryAfter: TimeSpan.FromSeconds(9)), null);

        ending.TrunkFault.ShouldBe(false);
        ending.TrunkRest.ShouldBeNull();
        ending.FailedUnheard.ShouldBeFalse();
    }

    [Fact]
    public void What_engines_did_while_it_rang_is_kept_where_they_did_something()
    {
        var used = new EngineUsage(EngineUsage.SpeechToText, "scripted", null) { Requests = 1, AudioSeconds = 4 };

        CallEndings.Unanswered(new LegAnswer(LegResult.NoAnswer), null, [used]).Usage.ShouldNotBeNull().ShouldContain("scripted");
        CallEndings.Unanswered(new LegAnswer(LegResult.NoAnswer), null, []).Usage.ShouldBeNull();
    }

    [Fact]
    public void The_code_is_the_cause_or_else_the_sip_status_or_else_nothing()
    {
        CallEndings.Unanswered(new LegAnswer(LegResult.Busy, SipStatus: 486, CauseCode: 17), null).HangupCode.ShouldBe(17);
        CallEndings.Unanswered(new LegAnswer(LegResult.Busy, SipStatus: 486), null).HangupCode.ShouldBe(486);
        CallEndings.Unanswered(new LegAnswer(LegResult.Busy), null).HangupCode.ShouldBeNull();
    }

    [Fact]
    public void What_was_said_and_filled_in_is_kept_in_order()
    {
        var result = new ConversationResult
        {
            End = ConversationEnd.FlowEnded,
            Transcript =
            [
                new TranscriptLine(true, "Hello", TimeSpan.Zero, TimeSpan.FromSeconds(1), Interrupted: true),
                new TranscriptLine(false, "yes", TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(2)),
            ],
            Disposition = "Interested",
            Fields = [new("zeta", "1"), new("alpha", "हाँ")],
        };

        var ending = CallEndings.Answered(result, new LegEnding(LegEndedBy.Local), null);

        ending.Transcript.ShouldBe([new("assistant", "Hello", 0, 1000, true), new("user", "yes", 1500, 2000)]);
        ending.Disposition.ShouldBe("Interested");
        ending.ExtractedData.ShouldBe("""{"zeta":"1","alpha":"हाँ"}""");
    }

    private static void ShouldBe(CallEnding ending, string status, string outcome, string by, string reason)
    {
        (ending.Status, ending.Outcome, ending.HangupBy, ending.HangupReason).ShouldBe((status, outcome, by, reason));
        CallStatus.All.ShouldContain(status);
        CallOutcome.All.ShouldContain(outcome);
        Constants.Of(typeof(HangupBy)).ShouldContain(by);
        Constants.Of(typeof(HangupReason)).ShouldContain(reason);
    }
}
