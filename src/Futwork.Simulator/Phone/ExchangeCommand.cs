using System.CommandLine;
using System.Net;
using System.Net.Sockets;

namespace Futwork.Simulator.Phone;

/// <summary><c>futwork-simulator exchange</c>: a carrier's far end for many short calls, as a program of its own.</summary>
internal static class ExchangeCommand
{
    private static readonly Option<int> Port = new("--port") { Description = "The SIP port, UDP and TCP; 0 takes a free one.", DefaultValueFactory = _ => 5070 };
    private static readonly Option<string> Address = new("--address") { Description = "The address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<string> Log = new("--log") { Description = "A file to append each INVITE and its end to, as lines of JSON; - is the console.", DefaultValueFactory = _ => "-" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("exchange", $"A far end for many short calls, without sound. The last digit of the number decides:\n  {string.Join("\n  ", Exchange.About)}")
        {
            Port, Address, Log,
        };
        command.SetAction((result, _) => Interrupt.RunAsync(
            stop => ServeAsync(result, stop), fault => fault is SocketException or IOException or FormatException ? fault.Message : null));
        return command;
    }

    private static async Task ServeAsync(ParseResult arguments, CancellationToken stop)
    {
        var file = arguments.GetValue(Log)!;
        await using var writer = file == "-" ? Console.Out : new StreamWriter(file, append: true);
        await using var exchange = new Exchange(
            new IPEndPoint(IPAddress.Parse(arguments.GetValue(Address)!), arguments.GetValue(Port)), new LineLog(writer).Write, TimeProvider.System);
        await exchange.StartAsync(stop);
        await Console.Error.WriteLineAsync($"The exchange answers at sip:{exchange.EndPoint} (Ctrl-C ends it).");
        await Task.Delay(Timeout.Infinite, stop);
    }
}
