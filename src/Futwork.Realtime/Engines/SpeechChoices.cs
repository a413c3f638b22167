using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Engines;

/// <summary>One of the ears that may listen.</summary>
internal sealed record EarsChoice(ISpeechToText Engine, RecognitionOptions Options) : IEngineChoice
{
    /// <summary>Where its failures are counted.</summary>
    public UsageCounter? Counter { get; init; }

    public string Key => $"ears {Engine.Name} {Options.Access.BaseUrl} {Options.Model}";
}

/// <summary>One of the mouths that may speak.</summary>
internal sealed record MouthChoice(ITextToSpeech Engine, VoiceOptions Options) : IEngineChoice
{
    /// <summary>Where its failures are counted.</summary>
    public UsageCounter? Counter { get; init; }

    /// <summary>What two mouths that sound alike have in common.</summary>
    public string Sound => $"{Engine.Name} {Options.Access.BaseUrl} {Options.Model} {Options.Voice} {Options.Language}";

    public string Key => $"mouth {Engine.Name} {Options.Access.BaseUrl} {Options.Model}";
}
