using Futwork.Realtime.Audio;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// Who listens and speaks on a stream. It is not ours: its failure may cost this call its sound, never the others theirs. What hears and speaks is
/// for the clock thread only, the rest for any.
/// </summary>
/// <param name="port">What the log knows the stream by.</param>
/// <param name="logger">Told of failures.</param>
internal sealed class AttachedAudio(int port, ILogger logger)
{
    // In the place of what has failed, so that who is attached and whether it failed change as one.
    private static readonly FailedAudio Failed = new();
    private volatile ICallAudio? _audio;
    private volatile bool _isRenewed;
    private (ICallAudio? Audio, bool IsHeld) _told;

    /// <summary>It has failed, or the stream has, and nobody was attached since.</summary>
    public bool HasFailed => ReferenceEquals(_audio, Failed);

    /// <summary>Whether the stream shall begin anew for who was put on the line: <see cref="Renew"/>.</summary>
    public bool IsRenewed => _isRenewed;

    /// <summary>Nobody for the rest of a tick into which <see cref="Renew"/> falls: what that tick has taken is of the time before.</summary>
    private ICallAudio? Listener
    {
        get
        {
            // In this order: whoever sees the new one must see that it is new.
            var audio = _audio;
            return _isRenewed ? null : audio;
        }
    }

    public void Attach(ICallAudio audio) => _audio = audio;

    /// <summary>Attaches it, or nobody, from the next <see cref="BeginAnew"/> on.</summary>
    public void Renew(ICallAudio? audio)
    {
        _audio = null;
        _isRenewed = true;
        _audio = audio;
    }

    /// <summary>The stream begins anew.</summary>
    public void BeginAnew() => _isRenewed = false;

    /// <summary>The stream has failed.</summary>
    public void Fail() => _audio = Failed;

    /// <summary>Lets it hear and speak one frame.</summary>
    /// <param name="heard">What came.</param>
    /// <param name="say">What it says; silence when it fails.</param>
    /// <param name="skipped">Frames that will never come.</param>
    /// <param name="isHeld">Nothing of what it says is sent.</param>
    /// <returns>False when it has failed.</returns>
    public bool TryExchange(ReadOnlySpan<short> heard, Span<short> say, int skipped, bool isHeld)
    {
        var audio = Listener;
        try
        {
            if (_told.IsHeld != isHeld || !ReferenceEquals(_told.Audio, audio))
            {
                _told = (audio, isHeld);
                audio?.OnHeld(isHeld);
            }

            if (skipped > 0) audio?.OnSkipped(skipped);
            audio?.OnFrame(heard, say);
            return true;
        }
        catch (Exception failure)
        {
            say.Clear();
            return !Detach(audio, failure);
        }
    }

    /// <summary>Tells it of a key.</summary>
    /// <returns>False when it has failed.</returns>
    public bool TryReport(char key)
    {
        var audio = Listener;
        try
        {
            audio?.OnDigit(key);
            return true;
        }
        catch (Exception failure)
        {
            return !Detach(audio, failure);
        }
    }

    // Who was attached meanwhile is not at fault, and stays.
    private bool Detach(ICallAudio? audio, Exception failure)
    {
        logger.CallAudioFailed(port, failure);
        return ReferenceEquals(Interlocked.CompareExchange(ref _audio, Failed, audio), audio);
    }

    private sealed class FailedAudio : ICallAudio
    {
        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
        {
        }

        public void OnDigit(char digit)
        {
        }
    }
}
