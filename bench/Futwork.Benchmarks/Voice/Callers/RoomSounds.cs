using Futwork.Benchmarks.Phone;
using Futwork.Realtime.Audio;

namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>What the room does to a sound before it reaches the phone.</summary>
internal static class RoomSounds
{
    private const double FarAwayDecibels = -12;
    private const double TurnedAwayHertz = 1000;
    private const double MuffledHertz = 1500;
    private const double MuffledShare = 0.2;
    private static readonly int MuffledSamples = PhoneAudio.Samples(TimeSpan.FromMilliseconds(500));

    /// <summary>Somebody across the room, or turned away from the phone: quieter and duller.</summary>
    public static CallerSound FarAway(CallerSound sound)
    {
        short[] pcm = [.. sound.Pcm];
        Muffling.Apply(pcm, TurnedAwayHertz, 0, pcm.Length);
        Muffling.Level(pcm, ChannelSettings.SpeechRms * Math.Pow(10, FarAwayDecibels / 20));
        return sound with { Pcm = pcm };
    }

    /// <summary>Now and then half a second of it is said behind a hand.</summary>
    public static CallerSound SometimesMuffled(CallerSound sound, Random random)
    {
        if (random.NextDouble() >= MuffledShare)
            return sound;
        short[] pcm = [.. sound.Pcm];
        Muffling.Apply(pcm, MuffledHertz, random.Next(Math.Max(1, pcm.Length - MuffledSamples)), MuffledSamples);
        return sound with { Pcm = pcm };
    }
}
