using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.Win32.SafeHandles;

namespace Futwork.Realtime.Audio;

/// <summary>
/// Records a call into a 16-bit stereo WAV file at 8 kHz: the agent left, the person right, one frame of each for every tick
/// of the media clock, so both stay aligned to the sample. A thread shared by all recordings writes twice a second and keeps the header
/// true each time: when the process dies, the file still plays.
/// </summary>
public sealed class StereoRecorder
{
    private const int Channels = 2;
    private const int Pair = Channels * PhoneAudio.FrameSamples;
    private const int RingSamples = 32768, PieceSamples = 8192;
    private static readonly short[] Silence = new short[Pair];

    private readonly SoundRing _ring = new(RingSamples);
    private readonly SafeFileHandle _file;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _disk = new();
    // Not through the ring: a machine that stood still for long has more to be silent about than that holds.
    private readonly ConcurrentQueue<(long At, long Samples)> _gaps = new();
    private volatile bool _completing;
    private int _owed;
    private long _taken;
    private long _dataBytes;

    /// <summary>Creates the file, replacing what is there.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    public StereoRecorder(string path)
    {
        _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        RecordingWriter.Add(this);
    }

    /// <summary>
    /// One tick: a frame of each side. Neither blocks nor allocates. When the disk stands still for more than two seconds, frames are
    /// lost but their time is not: silence takes their place.
    /// </summary>
    public void Write(ReadOnlySpan<short> agent, ReadOnlySpan<short> person)
    {
        if (_completing) return;
        for (; _owed > 0 && _ring.Free >= 2 * Pair; _owed--) _ring.Write(Silence);
        if (_owed > 0 || !WritePair(agent, person)) _owed++;
    }

    /// <summary>So many ticks did not come: silence takes their place. On the thread that writes.</summary>
    public void Skip(int frames) => _gaps.Enqueue((_ring.Written + ((long)_owed * Pair), (long)frames * Pair));

    /// <summary>Writes the rest and closes the file. Frames after this call are ignored.</summary>
    /// <exception cref="IOException">The disk failed at some point; what was written before is kept.</exception>
    public ValueTask CompleteAsync()
    {
        _completing = true;
        ThreadPool.UnsafeQueueUserWorkItem(static recorder => recorder.Flush(), this, preferLocal: false);
        return new ValueTask(_done.Task);
    }

    /// <summary>Moves what has been recorded to the disk, and ends the recording when it is complete. Blocks: not for the media clock.</summary>
    internal void Flush()
    {
        lock (_disk)
        {
            if (_done.Task.IsCompleted) return;
            var last = _completing;
            try
            {
                WriteSound();
                WriteHeader();
                if (last) End(null);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                End(new IOException($"The recording broke off after {PhoneAudio.Duration(_dataBytes / 4).TotalSeconds:0} s: {failure.Message}", failure));
            }
        }
    }

    /// <summary>Keeps every other thread from writing to the disk until the answer is disposed of, as a disk does that stands still.</summary>
    internal Lock.Scope HoldDisk() => _disk.EnterScope();

    private bool WritePair(ReadOnlySpan<short> agent, ReadOnlySpan<short> person)
    {
        Span<short> pair = stackalloc short[Pair];
        var both = MemoryMarshal.Cast<short, uint>(pair);
        for (var i = 0; i < PhoneAudio.FrameSamples; i += Vector128<short>.Count)
        {
            var (left, leftHigh) = Vector128.Widen(Vector128.Create(agent[i..]).AsUInt16());
            var (right, rightHigh) = Vector128.Widen(Vector128.Create(person[i..]).AsUInt16());
            (left | (right << 16)).CopyTo(both[i..]);
            (leftHigh | (rightHigh << 16)).CopyTo(both[(i + Vector128<uint>.Count)..]);
        }

        return _ring.Write(pair);
    }

    private void WriteSound()
    {
        Span<short> buffer = stackalloc short[PieceSamples];
        while (true)
        {
            // Counted first: whatever sound is seen, the gap before it is seen, too.
            var count = _ring.Count;
            var isGapAhead = _gaps.TryPeek(out var gap);
            if (isGapAhead && gap.At == _taken)
            {
                WriteSilence(gap.Samples, buffer);
                _gaps.TryDequeue(out _);
                continue;
            }

            var ready = isGapAhead ? Math.Min(count, gap.At - _taken) : count;
            if (ready == 0) return;
            var piece = buffer[..(int)Math.Min(ready, PieceSamples)];
            _ring.TryRead(piece);
            _taken += piece.Length;
            Append(piece);
        }
    }

    private void WriteSilence(long samples, Span<short> buffer)
    {
        buffer.Clear();
        for (; samples > 0; samples -= Math.Min(samples, PieceSamples)) Append(buffer[..(int)Math.Min(samples, PieceSamples)]);
    }

    private void Append(ReadOnlySpan<short> sound)
    {
        var bytes = MemoryMarshal.AsBytes(sound);
        RandomAccess.Write(_file, bytes, WaveHeader.Size + _dataBytes);
        _dataBytes += bytes.Length;
    }

    private void WriteHeader()
    {
        Span<byte> header = stackalloc byte[WaveHeader.Size];
        WaveHeader.Write(header, PhoneAudio.SampleRate, Channels, _dataBytes);
        RandomAccess.Write(_file, header, 0);
    }

    private void End(IOException? failure)
    {
        RecordingWriter.Remove(this);
        _file.Dispose();
        if (failure is null) _done.SetResult();
        else _done.SetException(failure);
    }
}
