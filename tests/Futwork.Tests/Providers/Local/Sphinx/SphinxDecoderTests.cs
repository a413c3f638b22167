using System.Runtime.InteropServices;
using Futwork.Providers.Local.Sphinx;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Providers.Local.Sphinx;

public sealed partial class SphinxDecoderTests : IDisposable
{
    private readonly SphinxModel _model = SphinxModel.Open(SphinxModel.DebianFolder);
    private readonly GrammarCache _cache;

    public SphinxDecoderTests() => _cache = new GrammarCache(_model);

    public void Dispose()
    {
        _cache.Dispose();
        _model.Dispose();
    }

    /// <summary>The library keeps one log for all threads, and closes it under those that write when another is opened.</summary>
    [Fact]
    public void No_decoder_opens_a_log()
    {
        using var lease = _cache.Acquire(new Expectation { Words = ["Maya"] });
        using var decoder = lease.Grammar.Take(whole: true);
        decoder.Decode(new short[SphinxDecoder.SampleRate]);

        LogFile().ShouldBe(0);
    }

    [LibraryImport(SphinxNative.BaseLibrary, EntryPoint = "err_get_logfp")]
    private static partial nint LogFile();
}
