using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Engines;

/// <summary>One of the ears that may listen.</summary>
internal sealed record EarsChoice(ISpeechToText Engine, RecognitionOptions Options) : IEngineChoice
{
    public string Key => $"ears {Engine.Name} {Options.Access.BaseUrl} {Options.Model}";
}

/// <summary>One of the mouths that may speak.</summary>
internal sealed record MouthChoice(ITextToSpeech Engine, VoiceOptions Options) : IEngineChoice
{
    public string Key => $"mouth {Engine.Name} {Options.Access.BaseUrl} {Options.Model}";
}
