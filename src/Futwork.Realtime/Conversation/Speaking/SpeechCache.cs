using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>
/// The sound of written sentences (greetings, questions, fillers), kept across calls by engine, voice and text, so that the second call
/// costs nothing and waits for nothing. When it is full, what was not asked for the longest goes. Safe for several threads.
/// </summary>
/// <param name="maxBytes">The most sound it holds; a second takes 16,000 bytes.</param>
public sealed class SpeechCache(long maxBytes = 64L << 20)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SpeechKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    /// <summary>Bytes of sound in it.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    internal IReadOnlyList<SpeechAudio>? Find(SpeechKey key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Sound;
        }
    }

    internal void Keep(SpeechKey key, IReadOnlyList<SpeechAudio> sound)
    {
        var entry = new Entry(key, sound, sound.Sum(s => (long)s.Pcm.Length * sizeof(short)));
        lock (_gate)
        {
            if (entry.Bytes == 0 || entry.Bytes > maxBytes || _entries.ContainsKey(key))
                return;
            _entries[key] = _byUse.AddFirst(entry);
            for (_bytes += entry.Bytes; _bytes > maxBytes; _bytes -= RemoveOldest())
            {
            }
        }
    }

    private long RemoveOldest()
    {
        Entry oldest = _byUse.Last!.Value;
        _byUse.RemoveLast();
        _entries.Remove(oldest.Key);
        return oldest.Bytes;
    }

    private sealed record Entry(SpeechKey Key, IReadOnlyList<SpeechAudio> Sound, long Bytes);
}

/// <summary>What makes a sound: who made it, how the agent's voice is opened, and the text.</summary>
internal sealed record SpeechKey(string Maker, VoiceOptions Voice, string Text);
