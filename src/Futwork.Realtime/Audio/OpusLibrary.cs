using System.Runtime.InteropServices;

namespace Futwork.Realtime.Audio;

/// <summary>The system's libopus (RFC 6716), where it is installed. Not part of this program.</summary>
internal static unsafe class OpusLibrary
{
    private static readonly nint Handle = Load();

    /// <summary>Whether Opus can be offered.</summary>
    public static bool IsAvailable { get; } = Handle != 0;

    public static delegate* unmanaged<int, int, int, int*, nint> CreateEncoder { get; } = (delegate* unmanaged<int, int, int, int*, nint>)Export("opus_encoder_create");

    public static delegate* unmanaged<nint, void> DestroyEncoder { get; } = (delegate* unmanaged<nint, void>)Export("opus_encoder_destroy");

    /// <summary>State, samples, their number, where to, how many bytes at most; returns the bytes, negative on an error.</summary>
    public static delegate* unmanaged<nint, short*, int, byte*, int, int> Encode { get; } = (delegate* unmanaged<nint, short*, int, byte*, int, int>)Export("opus_encode");

    /// <summary>Variadic in C; an int is passed alike in the calling conventions of Linux.</summary>
    public static delegate* unmanaged<nint, int, int, int> ControlEncoder { get; } = (delegate* unmanaged<nint, int, int, int>)Export("opus_encoder_ctl");

    public static delegate* unmanaged<int, int, int*, nint> CreateDecoder { get; } = (delegate* unmanaged<int, int, int*, nint>)Export("opus_decoder_create");

    public static delegate* unmanaged<nint, void> DestroyDecoder { get; } = (delegate* unmanaged<nint, void>)Export("opus_decoder_destroy");

    /// <summary>State, packet (null: lost), its length, where to, how many samples at most, whether to decode what it says of the packet before it.</summary>
    public static delegate* unmanaged<nint, byte*, int, short*, int, int, int> Decode { get; } = (delegate* unmanaged<nint, byte*, int, short*, int, int, int>)Export("opus_decode");

    private static nint Export(string name) => Handle == 0 ? 0 : NativeLibrary.GetExport(Handle, name);

    private static nint Load()
    {
        foreach (var name in new[] { "libopus.so.0", "libopus.0.dylib", "opus" })
        {
            if (NativeLibrary.TryLoad(name, typeof(OpusLibrary).Assembly, null, out var handle)) return handle;
        }

        return 0;
    }
}
