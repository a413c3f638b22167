using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Support;

/// <summary>Base of the tests of the path from a due order to a delivered webhook.</summary>
public abstract class PathTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    private protected Task<PathRig> RigAsync(string engine, Action<IServiceCollection>? replace = null, params string[] settings) =>
        RigAsync(engine, new FakeTime(), replace, settings);

    private protected async Task<PathRig> RigAsync(string engine, FakeTime time, Action<IServiceCollection>? replace = null, params string[] settings)
    {
        var rig = await PathRig.CreateAsync(await ConnectionStringAsync(engine), Folder, time, replace, settings);
        Own(rig);
        return rig;
    }

    /// <summary>A node that can call, its carrier played by the test.</summary>
    private protected async Task<CallRig> CallRigAsync(string engine, params string[] settings)
    {
        var carrier = new ScriptedCarrier();
        var rig = await RigAsync(engine, CallRig.Replace(carrier), settings);
        return new CallRig(rig, new Seeds(rig), carrier);
    }

    /// <summary>A node that can call, with a campaign that runs and an endpoint that is told of each status.</summary>
    private protected async Task<CallRig> ToldCallRigAsync(string engine, string campaign = "")
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: campaign);
        await node.Seeds.EndpointAsync("http://127.0.0.1:1/", Seeds.AllStatuses);
        return node;
    }

    /// <summary>Nodes that share a database, a clock and a data folder.</summary>
    private protected Task<List<CallRig>> NodesAsync(string engine, int count, params string[] settings) => NodesAsync(engine, count, _ => Folder, settings);

    /// <summary>Nodes that share a database and a clock, and cannot read each other's disk.</summary>
    private protected Task<List<CallRig>> NodesApartAsync(string engine, int count) => NodesAsync(engine, count, node => Path.Combine(Folder, $"node-{node}"), []);

    private async Task<List<CallRig>> NodesAsync(string engine, int count, Func<int, string> folder, string[] settings)
    {
        var connectionString = await ConnectionStringAsync(engine);
        var time = new FakeTime();
        var nodes = new List<CallRig>();
        for (var i = 0; i < count; i++)
        {
            var carrier = new ScriptedCarrier();
            var rig = await PathRig.CreateAsync(connectionString, folder(i), time, CallRig.Replace(carrier), settings);
            Own(rig);
            nodes.Add(new CallRig(rig, new Seeds(rig), carrier));
        }

        return nodes;
    }
}
