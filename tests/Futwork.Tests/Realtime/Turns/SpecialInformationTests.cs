using Futwork.Realtime.Audio;
using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Telephony;

namespace Futwork.Tests.Realtime.Turns;

public sealed class SpecialInformationTests
{
    private const int Short = 274, Long = 380;

    [Theory]
    [InlineData(985.2, Long, 1370.6, Short, NetworkAnnouncement.VacantNumber)]
    [InlineData(913.8, Short, 1370.6, Short, NetworkAnnouncement.Intercept)]
    [InlineData(913.8, Short, 1428.5, Long, NetworkAnnouncement.Reorder)]
    [InlineData(985.2, Long, 1428.5, Long, NetworkAnnouncement.NoCircuit)]
    [InlineData(950, 330, 1400, 330, NetworkAnnouncement.Unspecified)]
    public void Tones_of_a_network_are_told_by_their_length_and_pitch(double low, int lowMs, double middle, int middleMs, NetworkAnnouncement means) =>
        Hear((low, lowMs), (middle, middleMs), (1776.7, Long), (0, 200)).ShouldBe(means);

    [Fact]
    public void A_ringing_tone_and_two_of_the_three_are_none()
    {
        Hear((425, 1000), (0, 400), (425, 1000), (0, 400)).ShouldBeNull();
        Hear((950, 330), (1400, 330), (0, 500), (1776.7, 330), (0, 200)).ShouldBeNull();
    }

    private static NetworkAnnouncement? Hear(params (double Hertz, int Milliseconds)[] tones)
    {
        var ear = new EarlyEar();
        List<short> sound = [];
        foreach (var (hertz, milliseconds) in tones)
        {
            for (var i = 0; i < milliseconds * 8; i++) sound.Add((short)(6000 * Math.Sin(2 * Math.PI * hertz * i / PhoneAudio.SampleRate)));
        }

        Span<short> say = stackalloc short[PhoneAudio.FrameSamples];
        var heard = sound.ToArray().AsSpan();
        for (; heard.Length >= PhoneAudio.FrameSamples; heard = heard[PhoneAudio.FrameSamples..]) ear.OnFrame(heard[..PhoneAudio.FrameSamples], say);
        say.ContainsAnyExcept((short)0).ShouldBeFalse();
        return ear.Announcement;
    }
}
