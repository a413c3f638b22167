using System.CommandLine;
using System.Net;
using Futwork.Realtime.Speech;
using Futwork.Simulator.Personas;

namespace Futwork.Simulator.Demo;

/// <summary><c>futwork-simulator demo</c>: what ./run starts.</summary>
internal static class DemoCommand
{
    private static readonly Option<bool> Once = new("--once") { Description = "End when the final webhook has arrived." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print each event as one line of JSON." };
    private static readonly Option<int> Port = new("--port") { Description = "Where the platform listens, on 127.0.0.1.", DefaultValueFactory = _ => new DemoOptions().Port };
    private static readonly Option<string> Data = new("--data") { Description = "The data folder.", DefaultValueFactory = _ => new DemoOptions().Data };
    private static readonly Option<string?> Database = new("--database") { Description = "The database." };
    private static readonly Option<string> Persona = new("--persona") { Description = "Who answers the phone.", DefaultValueFactory = _ => new DemoOptions().Persona };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < IPEndPoint.MinPort + 1 or > IPEndPoint.MaxPort)
                result.AddError("--port is a number from 1 to 65535, such as 8080.");
        });
        Persona.CompletionSources.Add(_ => PersonaBook.BuiltIn().Personas.Select(p => new System.CommandLine.Completions.CompletionItem(p.Name)));
        var command = new Command("demo", "The platform on one machine, and one call from the lead to the webhook.") { Once, Json, Port, Data, Database, Persona };
        command.SetAction((result, _) => RunAsync(new DemoOptions
        {
            Once = result.GetValue(Once),
            Json = result.GetValue(Json),
            Port = result.GetValue(Port),
            Data = result.GetValue(Data)!,
            Database = result.GetValue(Database),
            Persona = result.GetValue(Persona)!,
        }));
        return command;
    }

    /// <summary>The text of <c>--help</c>.</summary>
    public static string Help()
    {
        using var reader = new StreamReader(typeof(DemoCommand).Assembly.GetManifestResourceStream("help.txt")!);
        return reader.ReadToEnd();
    }

    private static async Task<int> RunAsync(DemoOptions options)
    {
        using var interrupt = new Interrupt();
        try
        {
            await using var demo = await DemoRun.StartAsync(options, TimeProvider.System, interrupt.Token);
            await demo.ShowAsync(interrupt.Token);
            return 0;
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(options.Once ? "Stopped before the webhook arrived." : "Stopped.");
            return options.Once ? 1 : 0;
        }
        catch (Exception e) when (e is DemoException or PersonaException or SpeechException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
