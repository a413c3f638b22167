using System.Runtime.InteropServices;

namespace Futwork.Providers.Local.Sphinx;

/// <summary>
/// The parts of pocketsphinx's C interface that are used: Debian 12's 5prealpha (pocketsphinx.h, cmd_ln.h, err.h of 2018).
/// Release 5 has another one under another soname.
/// </summary>
internal static partial class SphinxNative
{
    /// <summary>Debian's <c>libpocketsphinx3</c>.</summary>
    public const string Library = "libpocketsphinx.so.3";

    /// <summary>Debian's <c>libsphinxbase3t64</c> or <c>libsphinxbase3</c>, which comes with the other.</summary>
    public const string BaseLibrary = "libsphinxbase.so.3";

    [LibraryImport(Library, EntryPoint = "ps_args")]
    public static partial nint Arguments();

    [LibraryImport(BaseLibrary, EntryPoint = "cmd_ln_parse_r", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ParseArguments(nint inout, nint definitions, int count, string[] values, int strict);

    [LibraryImport(BaseLibrary, EntryPoint = "cmd_ln_free_r")]
    public static partial int FreeArguments(nint arguments);

    [LibraryImport(BaseLibrary, EntryPoint = "err_set_logfp")]
    public static partial void SetLogFile(nint file);

    [LibraryImport(Library, EntryPoint = "ps_init")]
    public static partial SphinxHandle Create(nint arguments);

    [LibraryImport(Library, EntryPoint = "ps_free")]
    public static partial int Free(nint decoder);

    [LibraryImport(Library, EntryPoint = "ps_start_utt")]
    public static partial int StartUtterance(SphinxHandle decoder);

    [LibraryImport(Library, EntryPoint = "ps_process_raw")]
    public static unsafe partial int Process(SphinxHandle decoder, short* samples, nuint count, int searchLater, int fullUtterance);

    [LibraryImport(Library, EntryPoint = "ps_end_utt")]
    public static partial int EndUtterance(SphinxHandle decoder);

    [LibraryImport(Library, EntryPoint = "ps_get_hyp")]
    public static partial nint Hypothesis(SphinxHandle decoder, out int score);

    [LibraryImport(Library, EntryPoint = "ps_get_n_frames")]
    public static partial int FrameCount(SphinxHandle decoder);
}

/// <summary>A <c>ps_decoder_t</c>.</summary>
internal sealed class SphinxHandle() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => SphinxNative.Free(handle) >= 0;
}
