using Futwork.Providers.Local.Sphinx;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Providers.Local.Sphinx;

public sealed class GrammarCacheTests : IDisposable
{
    private readonly SphinxModel _model = SphinxModel.Open(SphinxModel.DebianFolder);
    private readonly GrammarCache _cache;

    public GrammarCacheTests() => _cache = new GrammarCache(_model);

    public void Dispose()
    {
        _cache.Dispose();
        _model.Dispose();
    }

    [Fact]
    public void The_same_expectation_is_made_into_a_grammar_once()
    {
        var (_, first) = _cache.Acquire(new Expectation { Words = ["Maya"] });
        var (_, second) = _cache.Acquire(new Expectation { Words = ["Maya"] });
        var (_, other) = _cache.Acquire(new Expectation { Phrases = ["Maya"] });
        second.ShouldBeSameAs(first);
        other.ShouldNotBeSameAs(first);
    }

    [Fact]
    public void Grammars_that_nobody_uses_do_not_pile_up()
    {
        var (usedKey, used) = _cache.Acquire(Only("in use"));
        for (var i = 0; i < 20; i++)
        {
            var (key, grammar) = _cache.Acquire(Only($"phrase {i}"));
            _cache.Release(key, grammar);
        }

        Files().ShouldBeLessThanOrEqualTo(2 * 13);
        using var decoder = used.Take(whole: true);
        _cache.Release(usedKey, used);
    }

    [Fact]
    public void Nothing_is_left_on_disk_at_the_end()
    {
        _cache.Acquire(Only("one"));
        var folder = Path.GetDirectoryName(_model.Acoustic)!;
        Directory.Exists(folder).ShouldBeTrue();
        Dispose();
        Directory.Exists(folder).ShouldBeFalse();
    }

    private static Expectation Only(string phrase) => new() { Phrases = [phrase], Content = ExpectedContent.None };

    private int Files() => Directory.GetFiles(Path.GetDirectoryName(_model.Acoustic)!).Length;
}
