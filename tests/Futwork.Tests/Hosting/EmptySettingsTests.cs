using Futwork.Data;
using Futwork.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Hosting;

/// <summary>A setting that is empty counts as not set: a container may have a variable that nobody filled in.</summary>
public sealed class EmptySettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("futwork-empty-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_empty_folder_is_the_usual_one() => HostingOptions.From(Configuration(("Data", ""))).Data.ShouldBe(DataFolder.Usual);

    [Fact]
    public async Task An_empty_database_is_the_file_in_the_data_folder()
    {
        await using var services = new ServiceCollection().AddData(Configuration(("Database", ""), ("Data", _folder))).BuildServiceProvider();

        (await services.GetRequiredService<Database>().ReadAsync(session => session.ScalarAsync<long>("SELECT 1"))).ShouldBe(1);

        File.Exists(Path.Combine(_folder, "futwork.db")).ShouldBeTrue();
    }

    private static IConfigurationRoot Configuration(params ReadOnlySpan<(string Name, string Value)> settings)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (name, value) in settings)
            values[name] = value;
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }
}
