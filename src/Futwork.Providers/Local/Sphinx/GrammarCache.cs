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
    private readonly Dictionary<string, GrammarEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<GrammarEntry> _unused = [];
    private int _files;

    /// <summary>The grammar of an expectation, until the lease is disposed. Takes some 50 ms the first time.</summary>
    /// <exception cref="SpeechException">pocketsphinx refuses it.</exception>
    public GrammarLease Acquire(Expectation expectation)
    {
        var key = KeyOf(expectation);
        GrammarEntry entry;
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out entry!))
                _entries[key] = entry = new GrammarEntry(key, new Lazy<Grammar>(() => Build(expectation)));
            entry.Users++;
            _unused.Remove(entry);
        }

        try
        {
            // Outside the lock: others need not wait while this one is made.
            return new GrammarLease(entry.Grammar.Value, () => Release(entry));
        }
        catch
        {
            // It may succeed another time, when there is room on the disk again.
            lock (_lock)
            {
                if (_entries.GetValueOrDefault(key) == entry)
                    _entries.Remove(key);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var entry in _entries.Values.Where(entry => entry.Grammar.IsValueCreated))
                entry.Grammar.Value.Remove();
            _entries.Clear();
            _unused.Clear();
        }
    }

    private static string KeyOf(Expectation expectation)
    {
        var content = string.Join('\n', [expectation.Content.ToString(), "phrases", .. expectation.Phrases, "words", .. expectation.Words]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
    }

    private void Release(GrammarEntry entry)
    {
        lock (_lock)
        {
            if (--entry.Users > 0)
                return;
            entry.Grammar.Value.Trim();
            _unused.Add(entry);
            if (_unused.Count <= KeptUnused)
                return;
            var oldest = _unused[0];
            _unused.RemoveAt(0);
            _entries.Remove(oldest.Key);
            oldest.Grammar.Value.Remove();
        }
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

    private sealed class GrammarEntry(string key, Lazy<Grammar> grammar)
    {
        public string Key => key;

        public Lazy<Grammar> Grammar => grammar;

        /// <summary>How many recognitions listen by it. Guarded by the cache's lock.</summary>
        public int Users { get; set; }
    }
}

/// <summary>Leave to use a grammar.</summary>
internal sealed class GrammarLease(Grammar grammar, Action release) : IDisposable
{
    /// <summary>The grammar.</summary>
    public Grammar Grammar => grammar;

    /// <inheritdoc/>
    public void Dispose() => release();
}
