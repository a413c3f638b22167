using System.Threading.Channels;

namespace Futwork.Realtime.Speech;

/// <summary>An engine or vendor that turns speech into text. One instance serves all calls.</summary>
public interface ISpeechToText
{
    /// <summary>The name that an agent chooses it by, such as <c>local</c>.</summary>
    string Name { get; }

    /// <summary>What it can do.</summary>
    SpeechToTextCapabilities Capabilities { get; }

    /// <summary>Opens the ears of one call. Called while it rings, so that they are ready at the answer.</summary>
    /// <exception cref="SpeechException">The engine is missing, or the vendor cannot be reached; says what would help.</exception>
    ValueTask<IRecognition> OpenAsync(RecognitionOptions options, CancellationToken cancellationToken);
}

/// <summary>
/// The ears of one call. Methods return at once; results arrive on the channel in order.
/// <para>
/// An engine that works by voice activity recognises each stretch from <see cref="SpeechStarted"/> to <see cref="SpeechEnded"/>
/// and sends one final result for it. A continuous one listens by itself: it may send several finals for a stretch, finals
/// before the stretch has ended, and words where no stretch was. Both answer every <see cref="SpeechEnded"/> that follows a
/// start with exactly one result that <see cref="RecognitionResult.EndsSpeech"/>, in order: all words spoken until then have
/// been sent. A continuous engine that hears nothing more in time answers with the words it has, or with none; words that
/// come later still are results like any other.
/// </para>
/// </summary>
public interface IRecognition : IAsyncDisposable
{
    /// <summary>Everything recognised, in order. Completes when the recognition is disposed; faults with <see cref="SpeechException"/>.</summary>
    ChannelReader<RecognitionResult> Results { get; }

    /// <summary>Gives it the next sound: 8 kHz mono, all of the call, silence included.</summary>
    void Write(ReadOnlySpan<short> pcm);

    /// <summary>The local voice activity detector heard speech begin, <paramref name="samplesAgo"/> samples before the last one written.</summary>
    void SpeechStarted(int samplesAgo);

    /// <summary>The local voice activity detector heard speech end. One result that ends the speech follows for every start.</summary>
    void SpeechEnded();

    /// <summary>Says what is likely to be heard next. Takes effect with the next utterance.</summary>
    void Expect(Expectation expectation);
}

/// <summary>How to listen to a call.</summary>
/// <param name="Language">BCP 47 tag, such as <c>en-IN</c>.</param>
/// <param name="Initial">What to expect first.</param>
/// <param name="Model">The vendor's model, where it has several; null is the engine's default.</param>
public sealed record RecognitionOptions(string Language, Expectation Initial, string? Model = null)
{
    /// <summary>With which key, and where; engines of this machine need neither.</summary>
    public VendorAccess Access { get; init; } = VendorAccess.None;
}
