using Futwork.Realtime.Speech;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Engines;

/// <summary>What came of trying one engine.</summary>
/// <param name="Pointer">JSON pointer to its settings in the agent's definition.</param>
/// <param name="Engine">The engine, or the model's provider.</param>
/// <param name="Model">The vendor's model, where one is named.</param>
/// <param name="Ok">It answered.</param>
/// <param name="Milliseconds">How long it took to answer or to fail.</param>
/// <param name="Problem">What is wrong and what would help; null when it answered.</param>
public sealed record EngineTest(string Pointer, string Engine, string? Model, bool Ok, int Milliseconds, string? Problem);

/// <summary>Tries single engines, as cheaply as can be: a connection, a word, a token.</summary>
internal sealed class EngineTester(TimeProvider time)
{
    private const string Word = "Hello.";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public Task<EngineTest> EarsAsync(ISpeechToText ears, RecognitionOptions options, EngineTest test, CancellationToken cancellationToken) =>
        TryAsync(test, async stop => await (await ears.OpenAsync(options, stop)).DisposeAsync(), cancellationToken);

    public Task<EngineTest> MouthAsync(ITextToSpeech mouth, VoiceOptions options, EngineTest test, CancellationToken cancellationToken) =>
        TryAsync(test, async stop =>
        {
            if ((await mouth.SpeakWholeAsync(options, Word, stop)).All(piece => piece.Pcm.IsEmpty))
                throw new SpeechException("It was asked for one word and made no sound.");
        }, cancellationToken);

    public Task<EngineTest> ModelAsync(IChatClient model, EngineTest test, CancellationToken cancellationToken) =>
        TryAsync(test, stop => model.GetResponseAsync([new ChatMessage(ChatRole.User, Word)], new ChatOptions { MaxOutputTokens = 1 }, stop), cancellationToken);

    private async Task<EngineTest> TryAsync(EngineTest test, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        using var late = new CancellationTokenSource(Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        string? problem = null;
        try
        {
            await work(stop.Token).WaitAsync(stop.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            problem = $"It did not answer within {Limit.TotalSeconds:0} s.";
        }
        // Whatever an engine throws is the answer to the test.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            problem = e.Message;
        }

        return test with { Ok = problem is null, Problem = problem, Milliseconds = (int)time.GetElapsedTime(began).TotalMilliseconds };
    }
}
