using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;

namespace Futwork.Benchmarks.Phone;

/// <summary>
/// The way from a caller's mouth to the agent: room noise, sudden noises, the telephone band, G.711 µ-law, and packets lost
/// in runs, which the receiver conceals as it does on a real call. The same seed gives the same line.
/// </summary>
internal sealed class PhoneChannel
{
    private const double Headroom = 0.9;
    private readonly BandFilter _band;
    private readonly BackgroundNoise _noise;
    private readonly SuddenNoise _sudden;
    private readonly BurstLoss _loss;
    private readonly LossConcealment _concealment = new();

    public PhoneChannel(ChannelSettings settings, int seed)
    {
        _band = new BandFilter(settings.LowHertz, settings.HighHertz);
        _noise = new BackgroundNoise(settings, new Random(seed));
        _sudden = new SuddenNoise(settings, new Random(seed + 1));
        _loss = new BurstLoss(settings, new Random(seed + 2));
    }

    /// <summary>Carries a whole sound over a line of its own.</summary>
    public static short[] Carry(ReadOnlySpan<short> sound, ChannelSettings settings, int seed = 0)
    {
        var channel = new PhoneChannel(settings, seed);
        short[] carried = new short[(sound.Length + PhoneAudio.FrameSamples - 1) / PhoneAudio.FrameSamples * PhoneAudio.FrameSamples];
        Span<short> said = stackalloc short[PhoneAudio.FrameSamples];
        for (int at = 0; at < carried.Length; at += said.Length)
        {
            said.Clear();
            sound[at..Math.Min(sound.Length, at + said.Length)].CopyTo(said);
            channel.Carry(said, carried.AsSpan(at, said.Length));
        }

        return carried;
    }

    /// <summary>The next 20 ms: what is said at one end, and what is heard at the other.</summary>
    public void Carry(ReadOnlySpan<short> said, Span<short> heard)
    {
        for (int i = 0; i < said.Length; i++)
            heard[i] = (short)Math.Clamp(Headroom * _band.Next(said[i] + _noise.Next() + _sudden.Next()), short.MinValue, short.MaxValue);
        Span<byte> packet = stackalloc byte[said.Length];
        G711.EncodeMuLaw(heard, packet);
        G711.DecodeMuLaw(packet, heard);
        if (_loss.Next())
            _concealment.Fill(heard);
        else
            _concealment.Continue(heard);
    }
}
