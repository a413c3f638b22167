namespace Futwork.Realtime.Conversation.Answering;

/// <summary>Who or what answered, as far as it is known by now.</summary>
/// <param name="Kind">Who or what.</param>
/// <param name="Confidence">How certain that is, 0 to 1; 0 for <see cref="AnsweredBy.Unsure"/>.</param>
internal readonly record struct AnsweringVerdict(AnsweredBy Kind, double Confidence)
{
    /// <summary>Enough to hang up on. Below it a machine is only suspected, and treated as a person.</summary>
    public const double Certain = 0.95;

    /// <summary>Nothing is known.</summary>
    public static readonly AnsweringVerdict Unsure = new(AnsweredBy.Unsure, 0);

    /// <summary>Surely a machine at which no conversation is to be had.</summary>
    public bool IsVoicemail => Confidence >= Certain && Kind is (AnsweredBy.Voicemail or AnsweredBy.VoicemailFull);
}
