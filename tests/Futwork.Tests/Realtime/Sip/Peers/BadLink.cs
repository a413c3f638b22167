using System.Globalization;
using System.Net;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>
/// A line to a network namespace of its own that loses, delays, swaps and doubles packets both ways: by <c>tc netem</c> where the kernel has
/// it, else by <see cref="BadWire"/>. Its parts have names that nothing else has, and go with them even when a test fails.
/// </summary>
internal sealed class BadLink : IAsyncDisposable
{
    private readonly string _name;
    private readonly string _near;
    private BadWire? _wire;

    /// <remarks>The addresses are those for tests of network devices (RFC 2544): nobody's.</remarks>
    private BadLink(int id)
    {
        _name = string.Create(CultureInfo.InvariantCulture, $"fwbad{Environment.ProcessId:x}{id:x}");
        (_near, FarDevice) = (_name + "a", _name + "b");
        Near = IPAddress.Parse($"198.18.{id}.1");
        Far = IPAddress.Parse($"198.18.{id}.2");
    }

    /// <summary>Our end.</summary>
    public IPAddress Near { get; }

    /// <summary>The other end, where the peer stands.</summary>
    public IPAddress Far { get; }

    /// <summary>What goes before a command that shall run at the far end.</summary>
    public string[] Inside => ["ip", "netns", "exec", _name];

    private string FarDevice { get; }

    /// <summary>Lays the line; where this machine does not allow that, the test is skipped.</summary>
    public static async Task<BadLink> LayAsync(LineFaults faults)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "A bad line needs a network namespace, which only root may make.");
        var link = new BadLink(Random.Shared.Next(1, 255));
        try
        {
            if (await RunAsync("ip", "netns", "add", link._name) is { } refused) Assert.Skip("This machine does not allow network namespaces: " + refused);
            await link.ConnectAsync(faults);
            return link;
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("ip", "link", "delete", _near);
        await RunAsync("ip", "netns", "delete", _name);
        _wire?.Dispose();
    }

    private async Task ConnectAsync(LineFaults faults)
    {
        await ShallAsync("ip", "link", "add", _near, "type", "veth", "peer", "name", FarDevice);
        if (await RunAsync("tc", ["qdisc", "add", "dev", _near, "root", .. faults.Netem]) is null)
        {
            await ShallAsync("tc", ["qdisc", "add", "dev", FarDevice, "root", .. faults.Netem]);
        }
        else
        {
            await ShallAsync("ip", "link", "delete", _near);
            Assert.SkipUnless(File.Exists(BadWire.Device), "This kernel has neither tc netem nor tunnels: no bad line can be laid.");
            _wire = new BadWire(_near, FarDevice, faults);
        }

        await ShallAsync("ip", "link", "set", FarDevice, "netns", _name);
        await ShallAsync("ip", "address", "add", Near + "/30", "dev", _near);
        await ShallAsync("ip", "link", "set", _near, "up");
        await ShallAsync("ip", "-n", _name, "address", "add", Far + "/30", "dev", FarDevice);
        await ShallAsync("ip", "-n", _name, "link", "set", FarDevice, "up");
        await ShallAsync("ip", "-n", _name, "link", "set", "lo", "up");
    }

    private static async Task ShallAsync(string program, params string[] arguments)
    {
        if (await RunAsync(program, arguments) is { } failure) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {failure}");
    }

    /// <summary>What the program said when it failed; null when it did not.</summary>
    private static async Task<string?> RunAsync(string program, params string[] arguments)
    {
        await using var process = PeerProcess.Start(program, "/", arguments);
        return await process.ExitAsync(TimeSpan.FromSeconds(20)) == 0 ? null : process.Output;
    }
}

/// <summary>What a line does to packets, each way.</summary>
/// <param name="LossPercent">Lost.</param>
/// <param name="DelayMilliseconds">How late they are on average.</param>
/// <param name="JitterMilliseconds">How much sooner or later than that, at most; those that are sooner overtake.</param>
/// <param name="TwicePercent">Come twice.</param>
internal sealed record LineFaults(int LossPercent, int DelayMilliseconds = 0, int JitterMilliseconds = 0, int TwicePercent = 0)
{
    /// <summary>As <c>tc</c> writes it.</summary>
    public string[] Netem => ["netem", "loss", $"{LossPercent}%", "delay", $"{DelayMilliseconds}ms", $"{JitterMilliseconds}ms", "duplicate", $"{TwicePercent}%"];
}
