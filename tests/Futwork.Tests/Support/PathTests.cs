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
}
