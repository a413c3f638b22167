using Futwork.Benchmarks.Voice.Scoring;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation;

namespace Futwork.Benchmarks.Voice;

/// <summary>What a simulated call left behind.</summary>
/// <param name="Call">Who sounded when: all that is scored.</param>
/// <param name="Result">What the engine made of it, for people who look into a call.</param>
/// <param name="Sound">Both sides, if kept.</param>
/// <param name="ModelRequests">How often the model was asked.</param>
internal sealed record SimulatedCallResult(RecordedCall Call, ConversationResult Result, WaveFile? Sound, int ModelRequests);
