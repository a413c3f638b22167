using System.Collections.Concurrent;

namespace Futwork.Providers.Local.Sphinx;

/// <summary>A language model and its dictionary on disk, with the decoders that know it. Kept by <see cref="GrammarCache"/>.</summary>
internal sealed class Grammar(SphinxModel model, string languageModel, string dictionary)
{
    private readonly ConcurrentBag<SphinxDecoder> _whole = [];
    private readonly ConcurrentBag<SphinxDecoder> _streaming = [];
    private volatile bool _removed;

    /// <summary>A decoder nobody else uses, for whole utterances or for those still being spoken.</summary>
    public SphinxDecoder Take(bool whole) =>
        Idle(whole).TryTake(out var idle) ? idle : SphinxDecoder.Create(model, languageModel, dictionary, whole);

    /// <summary>Puts a decoder back. One that failed is disposed instead, and never comes back.</summary>
    public void Return(SphinxDecoder decoder, bool whole)
    {
        Idle(whole).Add(decoder);
        if (_removed)
            Free();
    }

    /// <summary>Makes a decoder of each kind, so that the first utterance need not wait for it.</summary>
    public void Warm()
    {
        Return(Take(whole: false), whole: false);
        Return(Take(whole: true), whole: true);
    }

    /// <summary>Frees all but one idle decoder of each kind.</summary>
    public void Trim()
    {
        foreach (var idle in new[] { _whole, _streaming })
            while (idle.Count > 1 && idle.TryTake(out var decoder))
                decoder.Dispose();
    }

    /// <summary>Frees the decoders and deletes the files.</summary>
    public void Remove()
    {
        _removed = true;
        Free();
        File.Delete(languageModel);
        File.Delete(dictionary);
    }

    private void Free()
    {
        foreach (var idle in new[] { _whole, _streaming })
            while (idle.TryTake(out var decoder))
                decoder.Dispose();
    }

    private ConcurrentBag<SphinxDecoder> Idle(bool whole) => whole ? _whole : _streaming;
}
