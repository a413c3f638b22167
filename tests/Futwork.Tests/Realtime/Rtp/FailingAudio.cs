using Futwork.Realtime.Audio;

namespace Futwork.Tests.Realtime.Rtp;

/// <summary>Fails as soon as it is to hear or speak.</summary>
/// <param name="first">Is done before; null: nothing.</param>
internal sealed class FailingAudio(Action? first = null) : ICallAudio
{
    public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
    {
        say.Fill(9999);
        first?.Invoke();
        throw new InvalidOperationException("A fault of the listener.");
    }

    public void OnDigit(char digit) => throw new InvalidOperationException("A fault of the listener.");
}
