namespace Futwork.Realtime.Speech;

/// <summary>A speech engine or vendor failed. The message says what is wrong and what would help; it holds no personal data.</summary>
public sealed class SpeechException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of failure it is; decides whether trying again can help.</summary>
    public SpeechFailure Kind { get; init; }

    /// <summary>How long the vendor asks us to wait, where it does.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>Kinds of failures of speech engines and vendors.</summary>
public enum SpeechFailure
{
    /// <summary>It broke in the middle, or answered with something that nobody understands. Trying again may help.</summary>
    Broken,

    /// <summary>It cannot be reached, is missing, or is down. Trying again later may help.</summary>
    Unavailable,

    /// <summary>It owes an answer and sends none. Trying again may help.</summary>
    TimedOut,

    /// <summary>Too many requests for now; <see cref="SpeechException.RetryAfter"/> says for how long, where the vendor does.</summary>
    RateLimited,

    /// <summary>The key is wrong or missing. Only another key helps.</summary>
    Credentials,

    /// <summary>The request is wrong or not paid for: unknown model, voice or language, quota used up. Only other settings, or money, help.</summary>
    Refused,
}
