using Futwork.Simulator.Demo;

namespace Futwork.Tests.Simulator.Demo;

public sealed class DemoFolderTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"futwork-demo-{Guid.NewGuid():n}");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_key_is_made_once_and_readable_by_its_owner_only()
    {
        string key;
        using (var first = DemoFolder.Open(_folder))
            key = first.Memory.ApiKey;

        using var second = DemoFolder.Open(_folder);

        second.Memory.ApiKey.ShouldBe(key);
        key.Length.ShouldBeGreaterThan(40);
        new FileInfo(Path.Combine(_folder, "demo.json")).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void What_was_remembered_is_there_at_the_next_start()
    {
        DemoMemory memory;
        using (var first = DemoFolder.Open(_folder))
        {
            memory = first.Memory with { CampaignId = "68ecc86fd9fbecbe9431a18e", PhonePort = 5070, ReceiverPort = 8081, WebhookSecret = "whsec_AAAA" };
            first.Remember(memory);
        }

        using var second = DemoFolder.Open(_folder);

        second.Memory.ShouldBe(memory);
    }

    [Fact]
    public void A_folder_in_use_is_refused_with_what_to_do()
    {
        using var first = DemoFolder.Open(_folder);

        Should.Throw<DemoException>(() => DemoFolder.Open(_folder)).Message.ShouldContain("Another ./run uses");
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_with_its_path()
    {
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        Should.Throw<DemoException>(() => DemoFolder.Open(file)).Message.ShouldContain($"The data folder {file} cannot be used");
    }

    [Fact]
    public void A_spoilt_memory_is_refused_with_its_path()
    {
        DemoFolder.Open(_folder).Dispose();
        File.WriteAllText(Path.Combine(_folder, "demo.json"), "{");

        Should.Throw<DemoException>(() => DemoFolder.Open(_folder)).Message.ShouldContain(Path.Combine(_folder, "demo.json"));
    }
}
