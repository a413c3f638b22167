using System.Globalization;
using System.Net;
using Futwork.Providers.Local;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Speech;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Benchmarks.Calls;

/// <summary>The people at the far end, in a process of their own so that their cost is counted apart: each waits until the agent is silent, and answers.</summary>
internal static class FarEnd
{
    /// <summary>Answers every call until standard input closes. Prints the SIP port first.</summary>
    public static async Task<int> RunAsync()
    {
        var answer = (await new LocalTextToSpeech().SpeakWholeAsync(new VoiceOptions("en-US", "rms"), "Yes please, tell me more about it.", CancellationToken.None)).Samples();
        await using var media = new MediaEngine(
            new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = 20000, LastPort = 31998 }, TimeProvider.System, NullLoggerFactory.Instance);
        await using var phone = new SipUserAgent(
            new SipOptions { BindAddress = IPAddress.Loopback, Port = 0 }, media, TimeProvider.System, NullLoggerFactory.Instance);
        phone.OnIncoming = async call =>
        {
            call.Ring();
            var leg = await call.AnswerAsync();
            leg.Attach(new Person(answer));
        };
        await phone.StartAsync(CancellationToken.None);
        Console.WriteLine(phone.LocalEndPoint.Port.ToString(CultureInfo.InvariantCulture));
        await Console.In.ReadToEndAsync();
        return 0;
    }

    /// <summary>Loudness is all it listens for: it must cost little beside what is measured.</summary>
    private sealed class Person(short[] answer) : ICallAudio
    {
        private const int LoudEnough = 300;
        private static readonly int Pause = PhoneAudio.Samples(TimeSpan.FromMilliseconds(700));
        private int _silence;
        private bool _heardAgent;
        private int _position = int.MaxValue;

        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
        {
            if (_position < answer.Length)
            {
                var count = Math.Min(say.Length, answer.Length - _position);
                answer.AsSpan(_position, count).CopyTo(say);
                _position += count;
                return;
            }

            var loud = false;
            foreach (var sample in heard)
                loud |= sample is > LoudEnough or < -LoudEnough;
            (_heardAgent, _silence) = loud ? (true, 0) : (_heardAgent, _silence + heard.Length);
            if (_heardAgent && _silence > Pause)
                (_heardAgent, _silence, _position) = (false, 0, 0);
        }

        public void OnDigit(char digit)
        {
            // Nobody presses keys here.
        }
    }
}
