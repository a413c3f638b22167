using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Futwork.Simulator.Demo;

namespace Futwork.Tests.Simulator.Demo;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task Help_is_the_text_that_run_prints_without_a_build_and_names_every_option()
    {
        var output = new StringWriter();

        await Futwork.Simulator.Program.Commands().Parse("demo --help").InvokeAsync(
            new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken);

        output.ToString().ShouldBe(DemoCommand.Help());
        foreach (var option in DemoCommand.Create().Options)
            output.ToString().ShouldContain($"\n  {option.Name} ");
    }

    [Fact]
    public void A_port_in_use_is_named_with_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var data = Path.Combine(Path.GetTempPath(), $"futwork-demo-{Guid.NewGuid():n}");
        using (var folder = DemoFolder.Open(data))
        {
            var message = Should.Throw<DemoException>(() => ServerProcess.Start(new DemoOptions { Port = port }, folder, TimeProvider.System)).Message;

            message.ShouldContain($"Port {port} on 127.0.0.1");
            message.ShouldContain("--port");
        }

        Directory.Delete(data, recursive: true);
    }
}
