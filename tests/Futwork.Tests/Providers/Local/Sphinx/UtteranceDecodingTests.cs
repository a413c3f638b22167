using Futwork.Providers.Local.Sphinx;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Providers.Local.Sphinx;

public sealed class UtteranceDecodingTests : IDisposable
{
    private readonly SphinxModel _model = SphinxModel.Open(SphinxModel.DebianFolder);
    private readonly GrammarCache _cache;
    private readonly GrammarLease _lease;
    private readonly UtteranceDecoding _decoding;

    public UtteranceDecodingTests()
    {
        _cache = new GrammarCache(_model);
        _lease = _cache.Acquire(new Expectation { Words = ["Maya"] });
        var utterance = new Utterance();
        utterance.Append(new short[PhoneAudio.SampleRate]);
        _decoding = new UtteranceDecoding(_lease.Grammar, utterance);
    }

    public void Dispose()
    {
        _decoding.Dispose();
        _lease.Dispose();
        _cache.Dispose();
        _model.Dispose();
    }

    [Fact]
    public void A_decoder_that_cannot_begin_never_comes_back()
    {
        var decoder = PutBackStarted(whole: false);

        Should.Throw<SpeechException>(() => _decoding.Advance());
        _decoding.Dispose();

        using var next = _lease.Grammar.Take(whole: false);
        next.ShouldNotBeSameAs(decoder);
    }

    [Fact]
    public void A_decoder_that_fails_in_the_last_pass_is_freed_at_once()
    {
        var decoder = PutBackStarted(whole: true);

        Should.Throw<SpeechException>(() => _decoding.Finish());

        Should.Throw<ObjectDisposedException>(() => decoder.Best());
    }

    [Fact]
    public void A_decoder_that_cannot_end_keeps_nobody_from_what_comes_after_and_never_comes_back()
    {
        var decoder = _lease.Grammar.Take(whole: false);
        _lease.Grammar.Return(decoder, whole: false);
        _decoding.Advance();
        decoder.End();

        Should.NotThrow(() => _decoding.Dispose());

        using var next = _lease.Grammar.Take(whole: false);
        next.ShouldNotBeSameAs(decoder);
    }

    /// <summary>A decoder that was put back in the middle of an utterance, so that it cannot begin the next one.</summary>
    private SphinxDecoder PutBackStarted(bool whole)
    {
        var decoder = _lease.Grammar.Take(whole);
        decoder.Start();
        _lease.Grammar.Return(decoder, whole);
        return decoder;
    }
}
