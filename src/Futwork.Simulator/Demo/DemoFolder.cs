using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Futwork.Simulator.Demo;

/// <summary>What the demo remembers from one start to the next, in <c>demo.json</c> of the data folder, readable by its owner only.</summary>
internal sealed class DemoFolder : IDisposable
{
    // EWOULDBLOCK: somebody else has the lock.
    private const int WouldBlock = 11;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _file;
    private readonly FileStream _lock;

    private DemoFolder(string folder, FileStream taken)
    {
        (Folder, _lock) = (folder, taken);
        _file = Path.Combine(folder, "demo.json");
        Memory = Read(_file);
    }

    /// <summary>The data folder.</summary>
    public string Folder { get; }

    /// <summary>The file that the platform's console goes to.</summary>
    public string ServerLog => Path.Combine(Folder, "logs", "futwork.log");

    /// <summary>The file that the phone line notes what it saw in.</summary>
    public string PhoneLog => Path.Combine(Folder, "logs", "phone.jsonl");

    /// <summary>What is remembered.</summary>
    public DemoMemory Memory { get; private set; }

    /// <summary>Takes a data folder for this process; makes it, and an API key, the first time.</summary>
    /// <exception cref="DemoException">Another demo has it, it cannot be written, or what it remembers cannot be read.</exception>
    public static DemoFolder Open(string folder)
    {
        var path = Path.GetFullPath(folder);
        try
        {
            Directory.CreateDirectory(Path.Combine(path, "logs"));
            var taken = new FileStream(Path.Combine(path, "demo.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var opened = new DemoFolder(path, taken);
            // Before the platform hears of the key: it makes its workspace with it once and for all.
            opened.Remember(opened.Memory);
            return opened;
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            throw new DemoException($"Another ./run uses the data folder {path}. End it first, or choose another folder with --data.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DemoException($"The data folder {path} cannot be used: {e.Message} Choose another one with --data.", e);
        }
    }

    /// <summary>Remembers from now on.</summary>
    public void Remember(DemoMemory memory)
    {
        Memory = memory;
        var fresh = $"{_file}.new";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(fresh, options))
            JsonSerializer.Serialize(stream, memory, DemoJson.Default.DemoMemory);
        File.Move(fresh, _file, overwrite: true);
    }

    /// <summary>Lets go of the folder.</summary>
    public void Dispose() => _lock.Dispose();

    private static DemoMemory Read(string file)
    {
        if (!File.Exists(file))
            return new DemoMemory { ApiKey = $"fw_{RandomNumberGenerator.GetHexString(40, lowercase: true)}" };
        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize(stream, DemoJson.Default.DemoMemory)!;
        }
        catch (JsonException e)
        {
            throw new DemoException($"{file} cannot be read: {e.Message} Delete the data folder to begin anew.", e);
        }
    }
}

/// <summary>What the demo remembers.</summary>
internal sealed record DemoMemory
{
    /// <summary>The key of the workspace.</summary>
    public required string ApiKey { get; init; }

    /// <summary>The secret of the webhook endpoint.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>Where the phone line listened.</summary>
    public int PhonePort { get; init; }

    /// <summary>Where the webhook receiver listened.</summary>
    public int ReceiverPort { get; init; }

    public string? TrunkId { get; init; }

    public string? AgentId { get; init; }

    public string? CampaignId { get; init; }

    public string? WebhookEndpointId { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(DemoMemory))]
internal sealed partial class DemoJson : JsonSerializerContext;
