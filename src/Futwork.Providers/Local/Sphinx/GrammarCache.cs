using System.Security.Cryptography;
using System.Text;
using Futwork.Providers.Local.Sphinx.Language;
using Futwork.Providers.Local.Sphinx.Pronunciation;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local.Sphinx;

/// <summary>
/// Makes a <see cref="Grammar"/> of an expectation, once for all calls that expect the same. Those that nobody listens by are kept for a
/// while, the latest used ones longest.
/// </summary>
internal sealed class GrammarCache(SphinxModel model) : IDisposable
{
    private const int KeptUnused = 12;
    private readonly Lock _lock = new();
    private readonly PronouncingDictionary _dictionary = new(model.DictionaryPath);
    private readonly Dictionary<string, Lazy<Grammar>> _grammars = new(StringComparer.Ordinal);
    private readonly List<string> _unused = [];
    private int _files;

    /// <summary>The grammar of an expectation, to be given back by <see cref="Release"/>. Takes some 50 ms the first time.</summary>
    /// <exception cref="SpeechException">pocketsphinx refuses it.</exception>
    public (string Key, Grammar Grammar) Acquire(Expectation expectation)
    {
        var key = KeyOf(expectation);
        Lazy<Grammar> entry;
        lock (_lock)
        {
            if (!_grammars.TryGetValue(key, out entry!))
                _grammars[key] = entry = new Lazy<Grammar>(() => Build(expectation), LazyThreadSafetyMode.ExecutionAndPublication);
        }

        // Outside the lock: others need not wait while this one is made.
        var grammar = entry.Value;
        lock (_lock)
        {
            grammar.Users++;
            _grammars[key] = entry;
            _unused.Remove(key);
        }

        return (key, grammar);
    }

    /// <summary>Gives a grammar back.</summary>
    public void Release(string key, Grammar grammar)
    {
        lock (_lock)
        {
            if (--grammar.Users > 0)
                return;
            grammar.Trim();
            _unused.Add(key);
            if (_unused.Count <= KeptUnused)
                return;
            RemoveOldest();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var entry in _grammars.Values.Where(entry => entry.IsValueCreated))
                entry.Value.Remove();
            _grammars.Clear();
            _unused.Clear();
        }
    }

    private static string KeyOf(Expectation expectation)
    {
        var content = string.Join('\n', [expectation.Content.ToString(), "phrases", .. expectation.Phrases, "words", .. expectation.Words]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
    }

    private void RemoveOldest()
    {
        var oldest = _unused[0];
        _unused.RemoveAt(0);
        if (_grammars.Remove(oldest, out var entry))
            entry.Value.Remove();
    }

    private Grammar Build(Expectation expectation)
    {
        var book = ExpectedSpeech.Of(expectation);
        var pronunciations = _dictionary.Pronounce(book.Vocabulary());
        var name = Interlocked.Increment(ref _files);
        var (languageModel, dictionary) = (model.NewFile($"{name}.arpa"), model.NewFile($"{name}.dict"));
        using (var arpa = new StreamWriter(languageModel))
            TrigramModel.Write(book, [.. pronunciations.Keys], arpa);
        File.WriteAllLines(dictionary, pronunciations.SelectMany(entry => entry.Value.Select((sound, i) => i is 0 ? $"{entry.Key} {sound}" : $"{entry.Key}({i + 1}) {sound}")));
        var grammar = new Grammar(model, languageModel, dictionary);
        grammar.Warm();
        return grammar;
    }
}
