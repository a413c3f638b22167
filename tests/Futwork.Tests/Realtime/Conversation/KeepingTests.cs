using System.Text.Json;
using Futwork.Realtime.Conversation;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation;

/// <summary>What a conversation leaves on the disk.</summary>
public sealed class KeepingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("futwork-keeping").FullName;

    [Fact]
    public void The_transcript_is_appended_line_by_line_as_it_is_heard()
    {
        using var call = new VirtualCall { TranscriptPath = Path.Combine(_folder, "transcript.jsonl") };
        string[] during = [];

        call.Says(4000, 4400, "yes").At(4700, () => during = File.ReadAllLines(call.TranscriptPath)).Play(Agents.Asking());

        during.Length.ShouldBe(1);
        JsonElement[] lines = [.. File.ReadLines(call.TranscriptPath).Select(l => JsonSerializer.Deserialize<JsonElement>(l))];
        lines.Select(l => (l.GetProperty("speaker").GetString(), l.GetProperty("text").GetString(), l.GetProperty("startMs").GetInt32(), l.GetProperty("endMs").GetInt32()))
            .Take(2).ShouldBe([("assistant", Agents.Greeting, 100, 2900), ("user", "yes", 4000, 4416)]);
    }

    [Fact]
    public void A_path_that_cannot_be_written_costs_the_record_and_not_the_call()
    {
        using var call = new VirtualCall { TranscriptPath = Path.Combine(_folder, "missing", "transcript.jsonl"), RecordingPath = Path.Combine(_folder, "missing", "call.wav") };

        call.Says(4000, 4400, "yes").Play(Agents.Asking()).Disposition.ShouldBe("interested");
    }

    [Fact]
    public void A_watcher_that_throws_does_not_end_the_call()
    {
        using var call = new VirtualCall { OnEvent = _ => throw new InvalidOperationException("watcher") };

        call.Says(4000, 4400, "yes").Play(Agents.Asking()).Disposition.ShouldBe("interested");
    }

    [Fact]
    public void Lines_are_told_in_their_order_also_where_the_disk_takes_none()
    {
        using var call = new VirtualCall { TranscriptPath = Path.Combine(_folder, "missing", "transcript.jsonl") };

        ConversationResult result = call.Says(4000, 4400, "yes").Play(Agents.Asking());

        call.Lines.ShouldBe([.. result.Transcript.Select((line, i) => (i, line.Text))]);
    }

    [Fact]
    public void A_missing_variable_is_refused_before_anything_is_dialled()
    {
        using var call = new VirtualCall();

        Should.Throw<ArgumentException>(() => call.Play(Agents.Asking() with { Variables = [new AgentVariable("customer_name")] }))
            .Message.ShouldContain("customer_name");
    }

    [Fact]
    public void A_default_is_spoken_when_the_lead_brings_no_value()
    {
        using var call = new VirtualCall();
        AgentDefinition agent = Agents.Asking() with
        {
            Variables = [new AgentVariable("name", "there")],
            Flow = new Flow { Steps = [new FlowStep { Name = "a", Say = "Hello {{name}}.", End = new FlowEnd("done") }] },
        };

        call.Play(agent).Transcript[0].Text.ShouldBe("Hello there.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
