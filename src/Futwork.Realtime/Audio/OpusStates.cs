using Microsoft.Win32.SafeHandles;

namespace Futwork.Realtime.Audio;

/// <summary>An Opus encoder for telephone sound: 8 kHz, mono, with redundancy for lost packets.</summary>
internal sealed unsafe class OpusEncoder : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int Voice = 2048;
    private const int BitsPerSecond = 24_000;
    private const int ExpectedLossPercent = 5;

    /// <exception cref="InvalidOperationException">The library cannot make one.</exception>
    public OpusEncoder() : base(ownsHandle: true)
    {
        int error;
        SetHandle(OpusLibrary.CreateEncoder(PhoneAudio.SampleRate, 1, Voice, &error));
        if (IsInvalid) throw new InvalidOperationException($"libopus makes no encoder: error {error}.");
        Set(request: 4002, BitsPerSecond);
        Set(request: 4010, 5);
        Set(request: 4012, 1);
        Set(request: 4014, ExpectedLossPercent);
    }

    /// <summary>Encodes 20 ms; returns the number of bytes, 0 on an error.</summary>
    public int Encode(ReadOnlySpan<short> pcm, Span<byte> payload)
    {
        fixed (short* sound = pcm)
        fixed (byte* to = payload)
        {
            return Math.Max(0, OpusLibrary.Encode(handle, sound, pcm.Length, to, payload.Length));
        }
    }

    protected override bool ReleaseHandle()
    {
        OpusLibrary.DestroyEncoder(handle);
        return true;
    }

    private void Set(int request, int value) => OpusLibrary.ControlEncoder(handle, request, value);
}

/// <summary>An Opus decoder, whatever was sent, to telephone sound.</summary>
internal sealed unsafe class OpusDecoder : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>The longest packet that one datagram carries: a frame alone may have 1275 (RFC 6716 section 3.2.1).</summary>
    public const int MostBytes = 1500;

    /// <summary>120 ms, the longest packet.</summary>
    public const int MostSamples = 120 * PhoneAudio.SampleRate / 1000;

    /// <summary>2.5 ms: what is made up has a multiple of it.</summary>
    private const int ShortestFrame = 5 * PhoneAudio.SampleRate / 2000;

    /// <exception cref="InvalidOperationException">The library cannot make one.</exception>
    public OpusDecoder() : base(ownsHandle: true)
    {
        int error;
        SetHandle(OpusLibrary.CreateDecoder(PhoneAudio.SampleRate, 1, &error));
        if (IsInvalid) throw new InvalidOperationException($"libopus makes no decoder: error {error}.");
    }

    /// <summary>Decodes a packet; returns the number of samples, 0 for one that is broken.</summary>
    public int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        fixed (byte* packet = payload)
        fixed (short* to = pcm)
        {
            return Math.Max(0, OpusLibrary.Decode(handle, packet, payload.Length, to, pcm.Length, 0));
        }
    }

    /// <summary>Fills a gap: what the packet after it tells of the frame before its own, and what most likely came before that.</summary>
    public int Recover(ReadOnlySpan<byte> next, Span<short> gap)
    {
        fixed (byte* packet = next)
        fixed (short* to = gap)
        {
            return Math.Max(0, OpusLibrary.Decode(handle, packet, next.Length, to, gap.Length - (gap.Length % ShortestFrame), 1));
        }
    }

    protected override bool ReleaseHandle()
    {
        OpusLibrary.DestroyDecoder(handle);
        return true;
    }
}
