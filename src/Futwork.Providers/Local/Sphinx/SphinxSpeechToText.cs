using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local.Sphinx;

/// <summary>pocketsphinx in the process, on small language models made of what each call expects to hear. English.</summary>
/// <param name="time">The clock that engine times are taken by.</param>
/// <param name="modelFolder">Where the package <c>pocketsphinx-en-us</c> lies.</param>
internal sealed class SphinxSpeechToText(TimeProvider time, string modelFolder = SphinxModel.DebianFolder) : ISpeechToText, IDisposable
{
    private readonly Lock _lock = new();
    private SphinxModel? _model;
    private GrammarCache? _grammars;

    /// <inheritdoc/>
    public string Name => "local";

    /// <inheritdoc/>
    public SpeechToTextCapabilities Capabilities { get; } = new(NeedsVoiceActivity: true, Partials: true, UsesExpectations: true, ["en"]);

    /// <inheritdoc/>
    public async ValueTask<IRecognition> OpenAsync(RecognitionOptions options, CancellationToken cancellationToken)
    {
        if (!options.Language.Split('-')[0].Equals("en", StringComparison.OrdinalIgnoreCase))
            throw new SpeechException($"The local recogniser knows no {options.Language}, only en. Choose another engine for this agent.");
        return await Task.Run<IRecognition>(() => new SphinxRecognition(Grammars(), options.Initial, time), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _grammars?.Dispose();
            _model?.Dispose();
            (_grammars, _model) = (null, null);
        }
    }

    // Opened at the first call, so that a server without the engine still starts.
    private GrammarCache Grammars()
    {
        lock (_lock)
            return _grammars ??= new GrammarCache(_model ??= SphinxModel.Open(modelFolder));
    }
}
