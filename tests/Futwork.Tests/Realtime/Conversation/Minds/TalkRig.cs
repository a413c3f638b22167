using Futwork.Realtime;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Conversation.Tools;
using Futwork.Tests.Support;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Realtime.Conversation.Minds;

/// <summary>A mind with a prompt and tools, asked turn by turn in virtual time.</summary>
internal sealed class TalkRig
{
    private readonly SingleThread _thread = new();

    public TalkRig(params string[] script)
    {
        Model = new StreamingModel(Time) { DelayMilliseconds = 100, TokenMilliseconds = 0 };
        foreach (string answer in script)
            Model.Script.Enqueue(answer);
        Server = new ScriptedServer(Time);
    }

    public FakeTime Time { get; } = new(new DateTimeOffset(2026, 11, 22, 10, 30, 0, TimeSpan.Zero));

    public StreamingModel Model { get; }

    public ScriptedServer Server { get; }

    public Dictionary<string, string> Variables { get; } = new() { [SystemVariables.TimeZone] = "Asia/Kolkata" };

    public List<string> Clocks { get; } = [];

    public CallbackHours? Callbacks { get; set; }

    public List<ToolSettings> Tools { get; } = [];

    public ModelTalk Talk => field ??= Make();

    public MindRecord Record => Talk.Record;

    /// <summary>A tool that posts to a path of the server, with these settings besides.</summary>
    public TalkRig Posts(string name, Func<ToolSettings, ToolSettings>? change = null)
    {
        var tool = new ToolSettings { Type = "http", Name = name, Description = "Does it.", Http = new HttpToolSettings { Url = $"http://tools.example/{name}" } };
        Tools.Add(change?.Invoke(tool) ?? tool);
        return this;
    }

    /// <summary>The person's turn begins to be replied to.</summary>
    public TalkReply Asks(string text, Task? committed = null, ModelTask? task = null) =>
        new(this, new PersonTurn(PersonTurnKind.Words, text) { Committed = committed ?? Task.CompletedTask }, task);

    /// <summary>The person's turn, the whole reply to it, and all of that heard.</summary>
    public IReadOnlyList<Reply> Replies(string text, ModelTask? task = null)
    {
        TalkReply reply = Asks(text, task: task).Finish();
        if (reply.Said.Length > 0)
            Talk.Heard(reply.Said, interrupted: false);
        return reply.Replies;
    }

    /// <summary>What the model was shown at one request, in short, without the system's part.</summary>
    public string[] Shown(int request) => [.. Model.Requests[request].Skip(1).SelectMany(Short)];

    public void Run(Action action) => _thread.Run(action);

    public void Advance(int milliseconds)
    {
        for (int i = 0; i < milliseconds; i++)
            Run(() => Time.Advance(1));
    }

    private static IEnumerable<string> Short(ChatMessage message) => message.Contents.Select(content => content switch
    {
        FunctionCallContent call => $"call {call.Name}",
        FunctionResultContent result => $"result {result.Result}",
        _ => $"{message.Role}: {content}",
    });

    private ModelTalk Make()
    {
        var agent = new AgentDefinition
        {
            Prompt = new PromptSettings { Instructions = "Be kind.", Model = "small" },
            Tools = Tools,
            Dispositions = [new Disposition("booked")],
        };
        var surroundings = new ToolSurroundings(Variables, PersonClock.For(Time, Variables, Clocks), Server.Client(), Callbacks: Callbacks);
        return new ModelTalk(agent, new AgentTexts(agent, Variables), Model, surroundings, Time);
    }
}

/// <summary>A reply as it comes.</summary>
internal sealed class TalkReply
{
    private readonly TalkRig _rig;
    private readonly List<Reply> _replies = [];
    private Action _cancel = () => { };
    private Task _reading = Task.CompletedTask;

    public TalkReply(TalkRig rig, PersonTurn? turn, ModelTask? task)
    {
        _rig = rig;
        rig.Run(() => _reading = ReadAsync(turn, task));
    }

    public IReadOnlyList<Reply> Replies => _replies;

    public bool IsOver => _reading.IsCompleted;

    public string Said => string.Join(' ', _replies.OfType<Reply.Say>().Select(s => s.Text));

    public IEnumerable<ToolCallRecord> Ended => _replies.OfType<Reply.ToolEnded>().Select(e => e.Record);

    public TalkReply After(int milliseconds)
    {
        _rig.Advance(milliseconds);
        return this;
    }

    public TalkReply Finish(int limit = 120_000)
    {
        for (int waited = 0; !IsOver; waited++)
        {
            (waited < limit).ShouldBeTrue("the reply should be over by now");
            _rig.Advance(1);
        }

        _reading.Completed();
        return this;
    }

    /// <summary>The person speaks: what is being thought of is dropped.</summary>
    public TalkReply Cancel()
    {
        if (!IsOver)
            _rig.Run(_cancel);
        IsOver.ShouldBeTrue();
        return this;
    }

    private async Task ReadAsync(PersonTurn? turn, ModelTask? task)
    {
        using var cancel = new CancellationTokenSource();
        _cancel = cancel.Cancel;
        try
        {
            await foreach (Reply reply in _rig.Talk.ReplyAsync(turn, task, cancel.Token))
                _replies.Add(reply);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // As the conversation takes it.
        }
    }
}
