using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>Two tunnel devices of the kernel and between them a wire that treats packets badly: what <c>tc netem</c> does, for kernels without it.</summary>
internal sealed class BadWire : IDisposable
{
    public const string Device = "/dev/net/tun";

    private readonly LineFaults _faults;
    private readonly FileStream[] _ends;
    private readonly PriorityQueue<(FileStream To, byte[] Packet), long> _underWay = new();
    private readonly Random _chance = new(20);
    private bool _down;

    /// <param name="near">The name that one device gets.</param>
    /// <param name="far">The name that the other gets.</param>
    /// <param name="faults">What happens between them.</param>
    public BadWire(string near, string far, LineFaults faults)
    {
        _faults = faults;
        _ends = [Open(near), Open(far)];
        Start(() => Listen(_ends[0], _ends[1]));
        Start(() => Listen(_ends[1], _ends[0]));
        Start(Deliver);
    }

    /// <summary>To be called when the devices are gone: that is what ends the listening.</summary>
    public void Dispose()
    {
        lock (_underWay)
        {
            _down = true;
            Monitor.Pulse(_underWay);
        }

        foreach (var end in _ends) end.Dispose();
    }

    private static void Start(ThreadStart work) => new Thread(work) { IsBackground = true, Name = "bad wire" }.Start();

    private void Listen(FileStream from, FileStream to)
    {
        var buffer = new byte[2048];
        try
        {
            while (from.Read(buffer) is > 0 and var length) Accept(to, buffer[..length]);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            return;
        }
    }

    private void Accept(FileStream to, byte[] packet)
    {
        lock (_underWay)
        {
            if (_chance.Next(100) < _faults.LossPercent) return;
            Enqueue(to, packet);
            if (_chance.Next(100) < _faults.TwicePercent) Enqueue(to, packet);
            Monitor.Pulse(_underWay);
        }
    }

    private void Enqueue(FileStream to, byte[] packet)
    {
        var delay = _faults.DelayMilliseconds + (((2 * _chance.NextDouble()) - 1) * _faults.JitterMilliseconds);
        _underWay.Enqueue((to, packet), Environment.TickCount64 + (long)delay);
    }

    private void Deliver()
    {
        lock (_underWay)
        {
            while (!_down)
            {
                if (!_underWay.TryPeek(out var next, out var due)) Monitor.Wait(_underWay);
                else if ((int)(due - Environment.TickCount64) is > 0 and var wait) Monitor.Wait(_underWay, wait);
                else
                {
                    _underWay.Dequeue();
                    Write(next.To, next.Packet);
                }
            }
        }
    }

    /// <summary>A device that is not up yet, or no more, takes nothing.</summary>
    private static void Write(FileStream to, byte[] packet)
    {
        try
        {
            to.Write(packet);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            return;
        }
    }

    /// <summary>Makes a device of that name, whole IP packets, no header before them (the kernel's Documentation/networking/tuntap.rst).</summary>
    private static FileStream Open(string name)
    {
        const uint setInterface = 0x400454CA;
        const short tunnel = 1, noHeader = 0x1000;
        var handle = File.OpenHandle(Device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var request = new byte[40];
        Encoding.ASCII.GetBytes(name).CopyTo(request, 0);
        BitConverter.TryWriteBytes(request.AsSpan(16), (short)(tunnel | noHeader));
        if (Control(handle, setInterface, request) != 0) throw new IOException($"No tunnel device {name}: error {Marshal.GetLastPInvokeError()}.");
        return new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0);
    }

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int Control(SafeFileHandle device, nuint command, byte[] request);
}
