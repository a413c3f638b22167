using System.CommandLine;
using System.Text.Json.Nodes;
using Futwork.Simulator.Demo;

namespace Futwork.Simulator.Receiver;

/// <summary><c>futwork-simulator receive</c>: a webhook endpoint that prints what it gets.</summary>
internal static class ReceiveCommand
{
    private static readonly Option<int> Port = new("--port") { Description = "Where to listen, on 127.0.0.1; 0 takes a free port.", DefaultValueFactory = _ => 0 };
    private static readonly Option<string?> Secret = new("--secret") { Description = "The endpoint's secret (whsec_…); posts that it did not sign are refused." };
    private static readonly Option<int> Fail = new("--fail") { Description = "Fail that many posts first." };
    private static readonly Option<int> Status = new("--status") { Description = "The status to fail with.", DefaultValueFactory = _ => 503 };
    private static readonly Option<int?> RetryAfter = new("--retry-after") { Description = "The seconds in the Retry-After header of a failure." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("receive", "Receives webhooks: prints each post as one line of JSON, and checks its signature.") { Port, Secret, Fail, Status, RetryAfter };
        command.SetAction((result, _) => Interrupt.RunAsync(stop => ReceiveAsync(result, stop), fault => fault is ArgumentException or IOException ? fault.Message : null));
        return command;
    }

    private static async Task ReceiveAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        await using var receiver = new WebhookReceiver(TimeProvider.System);
        if (arguments.GetValue(Secret) is { } secret)
            receiver.Trust(secret);
        TimeSpan? after = arguments.GetValue(RetryAfter) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        receiver.FailNext(arguments.GetValue(Fail), arguments.GetValue(Status), after);
        await receiver.StartAsync(arguments.GetValue(Port));
        var output = new DemoOutput(Console.Out, json: true, TimeProvider.System);
        output.Event("receiver.ready", null, new KeyValuePair<string, JsonNode?>("url", receiver.Address.AbsoluteUri));
        await foreach (var post in receiver.Posts.ReadAllAsync(cancellationToken))
            output.Event("webhook.received", null, post.Details());
    }
}
