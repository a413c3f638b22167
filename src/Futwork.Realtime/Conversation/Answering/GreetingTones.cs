using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Answering;

/// <summary>What the tones on the line mean, by frequency and rhythm.</summary>
internal sealed class GreetingTones
{
    /// <summary>What is shorter may be anything.</summary>
    public static readonly TimeSpan ShortestBeep = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestBeep = TimeSpan.FromMilliseconds(2500);

    private readonly List<Tone> _tones = [];

    /// <summary>The last tone that may have been the beep of an answering machine.</summary>
    public Tone? Beep { get; private set; }

    /// <summary>Special information tones (ITU-T E.180): an announcement of the network.</summary>
    public bool IsAnnouncement { get; private set; }

    /// <summary>Busy or congestion tone, after the answer.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>The answering tone of a fax (ITU-T V.25): 2,100 Hz for seconds.</summary>
    public bool IsFax { get; private set; }

    public void Heard(Tone tone)
    {
        _tones.Add(tone);
        IsAnnouncement |= SpecialInformation.EndOf(_tones) is not null;
        IsBusy |= EndsWithBusy();
        IsFax |= Math.Abs(tone.Hertz - 2100) <= 20 && tone.Duration >= TimeSpan.FromSeconds(1.2);
        Beep = tone.Duration >= ShortestBeep && tone.Duration <= LongestBeep ? tone : Beep;
    }

    /// <summary>The same low tone three times, in an even rhythm.</summary>
    private bool EndsWithBusy()
    {
        if (_tones is not [.., var a, var b, var c] || a.Hertz is < 350 or > 650)
            return false;
        TimeSpan pause = b.Start - a.End;
        return pause.TotalMilliseconds is > 150 and < 1000
            && Near(a.Hertz, b.Hertz, 0.04) && Near(b.Hertz, c.Hertz, 0.04)
            && Near(a.Duration.TotalSeconds, b.Duration.TotalSeconds, 0.25) && Near(b.Duration.TotalSeconds, c.Duration.TotalSeconds, 0.25)
            && Near(pause.TotalSeconds, (c.Start - b.End).TotalSeconds, 0.25);
    }

    private static bool Near(double a, double b, double share) => Math.Abs(a - b) <= share * Math.Max(a, b);
}
