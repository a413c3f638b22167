using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Realtime.Speech;
using Futwork.Simulator.Sockets;

namespace Futwork.Simulator.ElevenLabs;

/// <summary>The contexts of one connection: text is gathered, a flush speaks it, a close ends the context once all is spoken.</summary>
internal sealed class FakeContexts(FakeSocket socket, ISpeaker speaker)
{
    private readonly Dictionary<string, Context> _contexts = [];

    public async Task RunAsync()
    {
        while (await socket.ReceiveAsync() is { Message: { } message })
        {
            if (message.TryGetProperty("close_socket", out _))
                break;
            if (message.TryGetProperty("context_id", out var id))
                Take(id.GetString()!, message);
        }

        await Task.WhenAll(_contexts.Values.Select(context => context.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure);
    }

    private void Take(string id, JsonElement message)
    {
        if (!_contexts.TryGetValue(id, out var context))
            _contexts[id] = context = new Context();
        if (message.TryGetProperty("text", out var text))
            context.Text.Append(text.GetString());
        if (message.TryGetProperty("flush", out _))
        {
            var waiting = context.Text.ToString();
            context.Text.Clear();
            context.Work = SpeakAsync(id, waiting, context.Work);
        }

        if (message.TryGetProperty("close_context", out _))
            context.Work = EndAsync(id, context.Work);
    }

    private async Task SpeakAsync(string id, string text, Task before)
    {
        await before;
        var spelled = new SpelledSound(text);
        await foreach (var piece in speaker.SpeakAsync(new SpeechRequest(text), socket.Over))
        {
            foreach (var chunk in spelled.Chunks(piece))
            {
                chunk["contextId"] = id;
                await socket.SendAsync(chunk);
            }
        }
    }

    private async Task EndAsync(string id, Task before)
    {
        await before;
        await socket.SendAsync(new JsonObject { ["isFinal"] = true, ["contextId"] = id });
    }

    private sealed class Context
    {
        public StringBuilder Text { get; } = new();

        public Task Work { get; set; } = Task.CompletedTask;
    }
}
