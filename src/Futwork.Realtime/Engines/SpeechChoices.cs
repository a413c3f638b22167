using Futwork.Realtime.Metering;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Engines;

/// <summary>One of the engines that may listen.</summary>
internal sealed record SpeechToTextChoice(ISpeechToText Engine, RecognitionOptions Options) : IEngineChoice
{
    public UsageCounter? Counter { get; init; }

    public object Key => (Engine.Name, Options.Access, Options.Model);
}

/// <summary>One of the engines that may speak.</summary>
internal sealed record TextToSpeechChoice(ITextToSpeech Engine, VoiceOptions Options) : IEngineChoice
{
    public UsageCounter? Counter { get; init; }

    /// <summary>What two mouths that sound alike have in common.</summary>
    public string Sound => $"{Engine.Name} {Options.Access.BaseUrl} {Options.Model} {Options.Voice} {Options.Language}";

    public object Key => (Engine.Name, Options);
}
