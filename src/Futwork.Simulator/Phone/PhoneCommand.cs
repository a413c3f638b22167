using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Speech;
using Futwork.Simulator.Personas;

namespace Futwork.Simulator.Phone;

/// <summary><c>futwork-simulator phone</c>: the simulated line as a program of its own.</summary>
internal static class PhoneCommand
{
    private static readonly Option<int> Port = new("--port") { Description = "The SIP port, UDP and TCP; 0 takes a free one.", DefaultValueFactory = _ => 5070 };
    private static readonly Option<string> Address = new("--address") { Description = "The address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<string> WhoAnswers = new("--persona") { Description = "Who answers at numbers that are nobody's own.", DefaultValueFactory = _ => PersonaBook.Interested };
    private static readonly Option<string?> File = new("--personas") { Description = "A file of personas in place of the built-in ones; same form as personas.json." };
    private static readonly Option<string?> Log = new("--log") { Description = "A file to append each INVITE, ring, answer, turn and end to, as lines of JSON; - is the console." };
    private static readonly Option<int?> Words = new("--words") { Description = "How many calls at once are listened to word by word, all others by voice activity (four a processor)." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("phone", $"A phone line that answers. The two last digits of the number choose who:\n{Personas()}")
        {
            Port, Address, WhoAnswers, File, Log, Words,
        };
        command.SetAction((result, _) => Interrupt.RunAsync(stop => ServeAsync(result, stop), fault => Explain(fault, result)));
        return command;
    }

    private static async Task ServeAsync(ParseResult arguments, CancellationToken stop)
    {
        using var log = OpenLog(arguments.GetValue(Log));
        await using var line = await SimulatedPhone.StartAsync(Book(arguments), options => options with
        {
            Address = IPAddress.Parse(arguments.GetValue(Address)!),
            Port = arguments.GetValue(Port),
            WordListeners = arguments.GetValue(Words) ?? options.WordListeners,
            OnEntry = log is null ? options.OnEntry : new LineLog(log).Write,
        }, stop);
        await Console.Error.WriteLineAsync($"The phone line answers at sip:{line.EndPoint} (Ctrl-C ends it).");
        await Task.Delay(Timeout.Infinite, stop);
    }

    private static string? Explain(Exception fault, ParseResult arguments) => fault switch
    {
        SocketException => $"Port {arguments.GetValue(Port)} cannot be used: {fault.Message}. Choose another with --port.",
        PersonaException or SpeechException or IOException or FormatException => fault.Message,
        _ => null,
    };

    private static PersonaBook Book(ParseResult arguments) => arguments.GetValue(File) is { } file
        ? PersonaBook.Load(file, arguments.GetValue(WhoAnswers)!)
        : PersonaBook.BuiltIn(arguments.GetValue(WhoAnswers)!);

    private static TextWriter? OpenLog(string? file) => file switch
    {
        null => null,
        "-" => Console.Out,
        _ => new StreamWriter(file, append: true),
    };

    private static string Personas() =>
        string.Join('\n', PersonaBook.BuiltIn().Personas.Select(p => $"  {p.Number} {p.Name,-16} {p.About}"));
}
