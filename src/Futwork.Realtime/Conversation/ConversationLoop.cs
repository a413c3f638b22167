using System.Threading.Channels;
using Futwork.Realtime.Conversation.Hearing;
using Futwork.Realtime.Conversation.Machine;
using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Conversation.Speaking;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Conversation;

/// <summary>Reads the inputs of a conversation one by one, asks the machine what to do, and does it.</summary>
internal sealed class ConversationLoop(
    ConversationMachine machine, ChannelReader<ConversationInput> inputs, ICallLeg leg, Ears ears, Mouth mouth, PlayoutQueue playout, IMind mind, Thinking thinking, Handover handover, Backdrop backdrop)
{
    private readonly List<TranscriptLine> _lines = [];

    /// <summary>Told of what happens.</summary>
    public Action<ConversationEvent>? OnEvent { get; init; }

    /// <summary>Told of each line of the transcript, with its position from 0, and once more when it has changed.</summary>
    public Action<int, TranscriptLine>? OnLine { get; init; }

    /// <summary>What was heard, in the order in which it began.</summary>
    public IReadOnlyList<TranscriptLine> Transcript => [.. _lines.OrderBy(l => l.Start)];

    /// <summary>The hang-up, once there was one.</summary>
    public Task HangUp { get; private set; } = Task.CompletedTask;

    /// <summary>Goes on until everything about the call is final.</summary>
    public async Task RunAsync(ITimer timer, Func<TimeSpan> sinceAnswer)
    {
        while (!machine.IsOver)
        {
            ConversationInput input = await inputs.ReadAsync();
            if (input is ConversationInput.LegOver)
                playout.CloseAll();
            if (input is ConversationInput.SpeechBegan began)
                input = began with { AgentLeft = playout.Left };
            foreach (ConversationAction action in machine.Handle(input, sinceAnswer()))
                Do(action);
            if (machine.Due is { } due)
                timer.Change(Delay(due - sinceAnswer()), Timeout.InfiniteTimeSpan);
        }
    }

    private void Do(ConversationAction action)
    {
        switch (action)
        {
            case ConversationAction.Speak speak: mouth.Speak(speak.Id, speak.ReplyId, speak.Say); break;
            case ConversationAction.Drop drop: mouth.Drop(drop.Id); break;
            case ConversationAction.Soften: (playout.IsSoft, playout.IsPaused) = (true, false); break;
            case ConversationAction.Pause: playout.IsPaused = true; break;
            case ConversationAction.Resume: (playout.IsSoft, playout.IsPaused) = (false, false); break;
            case ConversationAction.Silence: Silence(); break;
            case ConversationAction.Ask ask: _ = thinking.AskAsync(ask.ReplyId, ask.Turn, ask.IsAhead); break;
            case ConversationAction.Commit: thinking.Commit(); break;
            case ConversationAction.TellHeard heard: mind.Heard(heard.Text, heard.Interrupted); break;
            case ConversationAction.Retract: mind.Retract(); break;
            case ConversationAction.Reword reword: mind.Reword(reword.Said, reword.Instead); break;
            case ConversationAction.Expect expect: ears.Expect(expect.Expectation); break;
            case ConversationAction.EndListening: ears.EndListening(); break;
            case ConversationAction.CloseEars: _ = ears.DisposeAsync().AsTask(); break;
            case ConversationAction.Keep keep: Keep(keep.Line); break;
            case ConversationAction.Report report: OnEvent?.Invoke(report.Event); break;
            case ConversationAction.SendKeys keys: leg.SendDigits(keys.Digits); break;
            case ConversationAction.Transfer transfer: _ = handover.ToAsync(transfer.Number); break;
            case ConversationAction.Hold hold: backdrop.IsHolding = hold.On; break;
            case ConversationAction.HangUp: HangUp = leg.HangUpAsync().AsTask(); break;
        }
    }

    private void Silence()
    {
        thinking.Stop();
        mouth.Silence();
    }

    /// <summary>Words that came late, or that may not be kept as they were, take the place of what stood for them.</summary>
    private void Keep(TranscriptLine line)
    {
        int position = _lines.FindIndex(l => !l.IsAgent && !line.IsAgent && (l.Start, l.End) == (line.Start, line.End));
        if (position < 0)
        {
            position = _lines.Count;
            _lines.Add(line);
        }
        else
        {
            _lines[position] = line;
        }

        OnLine?.Invoke(position, line);
    }

    /// <summary>Timers count whole milliseconds; one too early would only come again.</summary>
    private static TimeSpan Delay(TimeSpan left) => TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(left.TotalMilliseconds)));
}
