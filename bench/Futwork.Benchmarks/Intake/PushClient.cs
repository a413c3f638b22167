using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Futwork.Benchmarks.Intake;

/// <summary>Clients that push leads, in a process of their own: each has a connection that it keeps, and pushes when it has the answer to the last push.</summary>
internal static class PushClient
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    /// <summary>Prints how fast it went.</summary>
    /// <param name="arguments">Port on the loopback address, path, API key, clients, seconds, the first number.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var (port, path, key) = (Number(arguments[0]), arguments[1], arguments[2]);
        var (clients, seconds, first) = (Number(arguments[3]), Number(arguments[4]), Number(arguments[5]));
        var connections = new Connection[clients];
        for (var i = 0; i < clients; i++)
            connections[i] = await Connection.OpenAsync(port, path, key);
        var rate = await Rate.MeasureAsync(clients, TimeSpan.FromSeconds(seconds), (client, i) => connections[client].PushAsync(6_000_000_000L + first + i));
        Console.WriteLine(rate.ToLine());
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private sealed class Connection(Socket socket, string head)
    {
        private readonly byte[] _buffer = new byte[16_384];

        public static async Task<Connection> OpenAsync(int port, string path, string key)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return new Connection(socket, $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nx-api-key: {key}\r\nContent-Type: application/json\r\nContent-Length: ");
        }

        public async Task PushAsync(long phone)
        {
            var body = string.Create(
                CultureInfo.InvariantCulture, $$"""{ "recipientPhoneNumber": "{{phone}}", "recipientData": { "customer_name": "Asha Rao", "place": "Pune" } }""");
            var length = Encoding.ASCII.GetBytes($"{head}{body.Length}\r\n\r\n{body}", _buffer);
            await socket.SendAsync(_buffer.AsMemory(0, length));
            for (var have = 0; ;)
            {
                var came = await socket.ReceiveAsync(_buffer.AsMemory(have));
                have += came;
                if (came == 0 || IsWhole(_buffer.AsSpan(0, have)))
                    break;
            }

            if (!_buffer.AsSpan().StartsWith("HTTP/1.1 201 "u8))
                throw new InvalidOperationException($"A lead was not taken: {Encoding.UTF8.GetString(_buffer.AsSpan(0, 300))}");
        }

        private static bool IsWhole(ReadOnlySpan<byte> answer)
        {
            var end = answer.IndexOf(EndOfHead);
            if (end < 0)
                return false;
            var text = answer[..end];
            var at = text.IndexOf("Content-Length: "u8) + "Content-Length: ".Length;
            var line = text[at..];
            var stop = line.IndexOf((byte)'\r');
            return answer.Length - end - EndOfHead.Length >= int.Parse(stop < 0 ? line : line[..stop], CultureInfo.InvariantCulture);
        }
    }
}
