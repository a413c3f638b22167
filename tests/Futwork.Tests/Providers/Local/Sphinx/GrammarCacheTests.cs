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
        using var first = _cache.Acquire(new Expectation { Words = ["Maya"] });
        using var second = _cache.Acquire(new Expectation { Words = ["Maya"] });
        using var other = _cache.Acquire(new Expectation { Phrases = ["Maya"] });
        second.Grammar.ShouldBeSameAs(first.Grammar);
        other.Grammar.ShouldNotBeSameAs(first.Grammar);
    }

    [Fact]
    public void Grammars_that_nobody_uses_do_not_pile_up()
    {
        using var used = _cache.Acquire(Only("in use"));
        for (var i = 0; i < 20; i++)
            _cache.Acquire(Only($"phrase {i}")).Dispose();

        Files().ShouldBeLessThanOrEqualTo(2 * 13);
        using var idle = used.Grammar.Take(whole: true);
        using var made = used.Grammar.Take(whole: true);
    }

    [Fact]
    public void Nothing_is_left_on_disk_at_the_end()
    {
        _cache.Acquire(Only("one")).Dispose();
        var folder = Path.GetDirectoryName(_model.Acoustic)!;
        Directory.Exists(folder).ShouldBeTrue();
        Dispose();
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public void A_grammar_that_could_not_be_made_is_tried_again()
    {
        var folder = Path.GetDirectoryName(_model.Acoustic)!;
        Directory.Move(folder, folder + "-away");
        Should.Throw<DirectoryNotFoundException>(() => _cache.Acquire(Only("one")));
        Directory.Move(folder + "-away", folder);
        _cache.Acquire(Only("one")).Dispose();
    }

    private static Expectation Only(string phrase) => new() { Phrases = [phrase], Content = ExpectedContent.None };

    private int Files() => Directory.GetFiles(Path.GetDirectoryName(_model.Acoustic)!).Count(Path.HasExtension);
}
