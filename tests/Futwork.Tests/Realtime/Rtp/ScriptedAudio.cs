using System.Collections.Concurrent;
using Futwork.Realtime.Audio;

namespace Futwork.Tests.Realtime.Rtp;

/// <summary>Speaks a tone, keeps what it hears.</summary>
internal sealed class ScriptedAudio(int hertz, int keep = 0) : ICallAudio
{
    private readonly short[] _heard = new short[keep * PhoneAudio.FrameSamples];
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _kept;
    private long _said;

    public ConcurrentQueue<char> Digits { get; } = new();

    /// <summary>Completes when as much as asked for was heard, counted from the first frame that is not silent.</summary>
    public Task Full => _full.Task;

    public ReadOnlySpan<short> Heard => _heard;

    public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
    {
        for (var i = 0; i < say.Length; i++, _said++) say[i] = Sample(_said);
        if (_kept == _heard.Length || (_kept == 0 && heard.IndexOfAnyExcept((short)0) < 0)) return;
        heard.CopyTo(_heard.AsSpan(_kept));
        _kept += heard.Length;
        if (_kept == _heard.Length) _full.TrySetResult();
    }

    public void OnDigit(char digit) => Digits.Enqueue(digit);

    public short Sample(long index) => (short)(8000 * Math.Sin(2 * Math.PI * hertz * index / PhoneAudio.SampleRate));
}
