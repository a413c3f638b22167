using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Futwork.Simulator.Demo;
using Futwork.Simulator.Phone;
using Futwork.Simulator.Receiver;

namespace Futwork.Simulator;

/// <summary>The far end of the wire, as a program.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var command = Commands().Parse(args);
        if (command.Errors.Count == 0)
            return await command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        foreach (var error in command.Errors)
            await Console.Error.WriteLineAsync(error.Message);
        await Console.Error.WriteLineAsync("--help lists what there is.");
        return 1;
    }

    /// <summary>All commands.</summary>
    public static RootCommand Commands()
    {
        var demo = DemoCommand.Create();
        var root = new RootCommand("The far end of the wire: a phone line that answers, a webhook receiver, and the demo that ./run shows.")
        {
            demo,
            PhoneCommand.Create(),
            ExchangeCommand.Create(),
            ReceiveCommand.Create(),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new DemoHelp(demo, (SynchronousCommandLineAction)help.Action!);
        return root;
    }

    // The demo explains itself in words of its own, which ./run --help prints without a build.
    private sealed class DemoHelp(Command demo, SynchronousCommandLineAction others) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            if (parseResult.CommandResult.Command != demo)
                return others.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.Write(DemoCommand.Help());
            return 0;
        }
    }
}
