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
        command.SetAction((result, _) => RunAsync(result));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments)
    {
        using var interrupt = new Interrupt();
        var file = arguments.GetValue(Log)!;
        try
        {
            await using var writer = file == "-" ? Console.Out : new StreamWriter(file, append: true);
            await using var exchange = new Exchange(
                new IPEndPoint(IPAddress.Parse(arguments.GetValue(Address)!), arguments.GetValue(Port)), new LineLog(writer).Write, TimeProvider.System);
            await exchange.StartAsync(interrupt.Token);
            await Console.Error.WriteLineAsync($"The exchange answers at sip:{exchange.EndPoint} (Ctrl-C ends it).");
            await Task.Delay(Timeout.Infinite, interrupt.Token);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how it ends.
        }
        catch (Exception fault) when (fault is SocketException or IOException or FormatException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }

        return 0;
    }
}
