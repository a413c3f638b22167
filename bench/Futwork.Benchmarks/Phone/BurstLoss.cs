using Futwork.Realtime.Audio;

namespace Futwork.Benchmarks.Phone;

/// <summary>Packets get lost in runs (the model of Gilbert and Elliott): good stretches lose none, bad ones all.</summary>
internal sealed class BurstLoss(ChannelSettings settings, Random random)
{
    private readonly double _recover = Math.Min(1, PhoneAudio.FrameMilliseconds / settings.LossBurstMilliseconds);
    private bool _bad;

    /// <summary>The next packet is lost.</summary>
    public bool Next()
    {
        double worsen = settings.LossRate * _recover / (1 - settings.LossRate);
        _bad = _bad ? random.NextDouble() >= _recover : random.NextDouble() < worsen;
        return _bad;
    }
}
