using Futwork.Realtime.Audio;
using Futwork.Realtime.Turns;

namespace Futwork.Simulator.Phone;

/// <summary>
/// Follows the turns of the caller by voice activity: when one begins, how long it has lasted, when it is over. Its clock is
/// the sound itself.
/// </summary>
/// <param name="turnEndMs">How long the caller has to be quiet for its turn to be over.</param>
internal sealed class AgentTurns(int turnEndMs)
{
    private bool _isSpeech;
    private bool _inTurn;
    private int _turnMs;

    /// <summary>Which turn is going on, or was the last; 0 before the first.</summary>
    public int Turn { get; private set; }

    /// <summary>How long the caller has been quiet.</summary>
    public int QuietMs { get; private set; }

    /// <summary>How long the turn has lasted; null when none is going on.</summary>
    public int? TurnMs => _inTurn ? _turnMs : null;

    /// <summary>Takes the next <paramref name="samples"/> samples.</summary>
    /// <param name="change">What they changed in the voice activity.</param>
    /// <param name="samples">How many.</param>
    /// <returns>The caller's turn is over.</returns>
    public bool Next(VoiceChange change, int samples)
    {
        var chunkMs = samples * 1000 / PhoneAudio.SampleRate;
        _isSpeech = change is VoiceChange.Started || (_isSpeech && change is not VoiceChange.Ended);
        QuietMs = _isSpeech ? 0 : QuietMs + chunkMs;
        if (_isSpeech && !_inTurn)
            (_inTurn, _turnMs, Turn) = (true, 0, Turn + 1);
        _turnMs += chunkMs;
        if (!_inTurn || _isSpeech || QuietMs < turnEndMs)
            return false;
        _inTurn = false;
        return true;
    }
}
