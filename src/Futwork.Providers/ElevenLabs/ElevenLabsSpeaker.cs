using System.Runtime.CompilerServices;
using System.Text.Json;
using Futwork.Providers.Sockets;
using Futwork.Realtime;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.ElevenLabs;

/// <summary>The mouth of one call. A text whose connection is lost goes on behind its last whole word over the next one.</summary>
internal sealed class ElevenLabsSpeaker(SocketPlan plan, TimeProvider time) : ISpeaker, ISocketUser
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, SpokenText> _texts = [];
    private Task<VendorSocket>? _socket;
    private SpeechException? _failure;
    private int _contexts;

    /// <summary>Connects.</summary>
    /// <exception cref="SpeechException">The vendor refused, or cannot be reached.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken) => SocketAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpeechAudio> SpeakAsync(SpeechRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!request.Text.Any(char.IsLetterOrDigit))
            yield break;
        var text = new SpokenText(request.Text);
        Begin(text, await SocketAsync(cancellationToken));
        try
        {
            while (await text.Pieces.WaitToReadAsync(cancellationToken))
            {
                while (text.Pieces.TryRead(out var piece))
                {
                    yield return piece;
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
        }
        finally
        {
            lock (_lock)
                _texts.Remove(text.Context);
        }
    }

    /// <inheritdoc/>
    public void Received(SocketFrame message)
    {
        using var json = JsonDocument.Parse(message.Data);
        if (ElevenLabsMessage.Error(json.RootElement) is { } error)
            throw error;
        lock (_lock)
            Take(json.RootElement);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SocketFrame> Resumed(VendorSocket socket)
    {
        lock (_lock)
        {
            socket.StartAnew();
            SpokenText[] again = [.. _texts.Values];
            _texts.Clear();
            var frames = again.SelectMany(text => Open(text)).ToList();
            if (_texts.Count > 0)
                socket.Owe();
            return frames;
        }
    }

    /// <inheritdoc/>
    public SocketFrame? KeepAlive() => ElevenLabsMessage.KeepAlive;

    /// <inheritdoc/>
    public void Failed(SpeechException failure)
    {
        lock (_lock)
        {
            (_socket, _failure) = (null, failure);
            EndAll(failure);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<VendorSocket>? socket;
        lock (_lock)
        {
            if (_stop.IsCancellationRequested)
                return;
            (socket, _socket) = (_socket, null);
            _stop.Cancel();
            EndAll(new SpeechException("The mouth was closed while it spoke."));
        }

        if (socket is null)
            return;
        await ((Task)socket).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (socket.IsCompletedSuccessfully)
            await (await socket).DisposeAsync();
    }

    // A connection that was given up is made anew by the next text.
    private Task<VendorSocket> SocketAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            if (_socket is null or { IsFaulted: true })
                _socket = VendorSocket.ConnectAsync(plan, this, time, _stop.Token);
            return _socket.WaitAsync(cancellationToken);
        }
    }

    private void Begin(SpokenText text, VendorSocket socket)
    {
        lock (_lock)
        {
            // It may have been refused before the first text was begun, and says why.
            if (_socket is null)
                throw _failure ?? new SpeechException("The mouth was closed before it spoke.");
            foreach (var frame in Open(text))
                socket.TrySend(frame);
            socket.Owe();
        }
    }

    private IEnumerable<SocketFrame> Open(SpokenText text)
    {
        string rest = text.Restart($"text-{++_contexts}");
        if (rest.Length == 0)
        {
            text.End();
            return [];
        }

        _texts[text.Context] = text;
        return ElevenLabsMessage.Speak(text.Context, rest);
    }

    private void Take(JsonElement message)
    {
        VendorSocket? socket = _socket is { IsCompletedSuccessfully: true } open ? open.Completed() : null;
        socket?.Answered();
        if (message.TryGetProperty("contextId", out var id) && _texts.TryGetValue(id.GetString()!, out var text))
        {
            if (message.TryGetProperty("audio", out var audio) && audio.ValueKind is JsonValueKind.String)
                text.Take(message);
            if (message.TryGetProperty("isFinal", out var final) && final.ValueKind is JsonValueKind.True)
            {
                _texts.Remove(text.Context);
                text.End();
            }
        }

        if (_texts.Count > 0)
            socket?.Owe();
    }

    private void EndAll(SpeechException failure)
    {
        foreach (var text in _texts.Values)
            text.End(failure);
        _texts.Clear();
    }
}
