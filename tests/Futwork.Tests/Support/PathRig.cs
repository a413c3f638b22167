using Futwork.Data;
using Futwork.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Futwork.Tests.Support;

/// <summary>The server's parts, wired as <c>Program</c> wires them, on a migrated database and a clock that the test drives. Nothing runs by itself.</summary>
internal sealed class PathRig : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PathRig(WebApplication app, FakeTime time) => (_app, Time) = (app, time);

    public FakeTime Time { get; }

    public Database Database => Get<Database>();

    public long Now => Time.UnixNow();

    public static async Task<PathRig> CreateAsync(string connectionString, string folder, FakeTime time, Action<IServiceCollection>? replace = null, params string[] settings)
    {
        var app = Program.Build(
            [$"--Database={connectionString}", $"--Data={folder}", "--PublicUrl=https://calls.example.test", "--Logging:LogLevel:Default=None", "--Calls:FirstCalls=10000", .. settings],
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
                replace?.Invoke(services);
            });
        var rig = new PathRig(app, time);
        await rig.Get<Migrator>().MigrateAsync();
        await rig.Get<SecretBox>().LoadAsync(CancellationToken.None);
        return rig;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) =>
        Database.ReadAsync(session => session.ScalarAsync<T>(sql, parameters));

    public Task ExecuteAsync(string sql, object? parameters = null) =>
        Database.WriteAsync(session => session.ExecuteAsync(sql, parameters));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
