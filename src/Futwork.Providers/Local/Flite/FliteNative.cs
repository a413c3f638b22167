using System.Runtime.InteropServices;

namespace Futwork.Providers.Local.Flite;

/// <summary>The parts of flite 2's C interface that are used (flite.h, cst_utterance.h, cst_item.h, cst_wave.h).</summary>
internal static partial class FliteNative
{
    /// <summary>Debian's <c>libflite1</c>.</summary>
    public const string Library = "libflite.so.1";

    [LibraryImport(Library, EntryPoint = "flite_init")]
    public static partial int Init();

    [LibraryImport(Library, EntryPoint = "flite_synth_text", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint SynthText(string text, nint voice);

    [LibraryImport(Library, EntryPoint = "delete_utterance")]
    public static partial void DeleteUtterance(nint utterance);

    [LibraryImport(Library, EntryPoint = "utt_wave")]
    public static partial nint Wave(nint utterance);

    [LibraryImport(Library, EntryPoint = "utt_relation", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Relation(nint utterance, string name);

    [LibraryImport(Library, EntryPoint = "relation_head")]
    public static partial nint Head(nint relation);

    [LibraryImport(Library, EntryPoint = "item_next")]
    public static partial nint Next(nint item);

    [LibraryImport(Library, EntryPoint = "item_prev")]
    public static partial nint Previous(nint item);

    [LibraryImport(Library, EntryPoint = "item_daughter")]
    public static partial nint FirstDaughter(nint item);

    [LibraryImport(Library, EntryPoint = "item_last_daughter")]
    public static partial nint LastDaughter(nint item);

    [LibraryImport(Library, EntryPoint = "item_as", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint As(nint item, string relation);

    [LibraryImport(Library, EntryPoint = "item_feat_float", StringMarshalling = StringMarshalling.Utf8)]
    public static partial float Feature(nint item, string name);

    /// <summary>cst_wave.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct WaveHeader
    {
        public readonly nint Type;
        public readonly int SampleRate;
        public readonly int SampleCount;
        public readonly int Channels;
        public readonly nint Samples;
    }
}
