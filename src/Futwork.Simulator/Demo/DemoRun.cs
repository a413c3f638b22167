using System.Net.Sockets;
using Futwork.Simulator.Personas;
using Futwork.Simulator.Phone;
using Futwork.Simulator.Receiver;

namespace Futwork.Simulator.Demo;

/// <summary>The demo: the platform, a phone line and a webhook receiver, and one lead through all of them.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DyingLimit = TimeSpan.FromSeconds(2);
    private readonly DemoOptions _options;
    private readonly TimeProvider _time;
    private readonly DemoFolder _folder;
    private readonly ServerProcess _server;
    private readonly HttpClient _http;
    private readonly WebhookReceiver _receiver;
    private readonly DemoOutput _output;
    private readonly StreamWriter _phoneLog;
    private readonly long _began;
    private PhoneLine? _phone;

    private DemoRun(DemoOptions options, TimeProvider time, DemoFolder folder)
    {
        (_options, _time, _folder, _began) = (options, time, folder, time.GetTimestamp());
        _output = new DemoOutput(Console.Out, options.Json, time);
        _server = ServerProcess.Start(options, folder, time);
        _phoneLog = new StreamWriter(folder.PhoneLog, append: true);
        _receiver = new WebhookReceiver(time);
        // No proxy of the environment: everything is on this machine.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = _server.Address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Add("x-api-key", folder.Memory.ApiKey);
    }

    /// <summary>Starts everything, creates what is missing, and says so.</summary>
    /// <exception cref="DemoException">Something is in the way; says what, and what would help.</exception>
    public static async Task<DemoRun> StartAsync(DemoOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var book = PersonaBook.BuiltIn(options.Persona);
        var folder = DemoFolder.Open(options.Data);
        DemoRun? demo = null;
        try
        {
            demo = new DemoRun(options, time, folder);
            await demo.PrepareAsync(book, cancellationToken);
            return demo;
        }
        catch when (demo is not null)
        {
            await demo.DisposeAsync();
            throw;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Pushes a lead and shows what comes of it; returns when the final webhook has arrived (<c>--once</c>), or never.</summary>
    /// <exception cref="DemoException">The platform ended, or the webhook did not come in time.</exception>
    public async Task ShowAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var story = new CallStory(new PlatformClient(_http), _receiver, _folder, _output);
        var told = story.TellAsync(_options.Once, limit.Token);
        var late = _options.Once ? Task.Delay(CallLimit, _time, limit.Token) : Task.Delay(Timeout.Infinite, limit.Token);
        var first = await Task.WhenAny(told, _server.Exited, late);
        await limit.CancelAsync();
        if (first == told || cancellationToken.IsCancellationRequested)
            await OrItsEndAsync(() => told);
        else if (first == late)
            throw new DemoException($"No final webhook came within {CallLimit.TotalMinutes:0} minutes. What the platform says: {_folder.ServerLog}");
        else
            throw Ended();
    }

    /// <summary>Ends everything: the platform first, so that its last words still find the line and the receiver.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (_phone is not null)
            await _phone.DisposeAsync();
        await _phoneLog.DisposeAsync();
        await _receiver.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    private async Task PrepareAsync(PersonaBook book, CancellationToken cancellationToken)
    {
        var platform = _server.ReadyAsync(_http, cancellationToken);
        // Webhooks that an earlier run still owes may come at once.
        if (_folder.Memory.WebhookSecret is { } secret)
            _receiver.Trust(secret);
        await ListenAsync(_folder.Memory.ReceiverPort);
        _phone = await AnswerAsync(book, _folder.Memory.PhonePort, cancellationToken);
        await platform;
        IReadOnlyList<string> created = [];
        var setup = new DemoSetup(new PlatformClient(_http), _folder);
        await OrItsEndAsync(async () => created = await setup.EnsureAsync(_phone.EndPoint.Port, _receiver.Address, cancellationToken));
        _receiver.Trust(_folder.Memory.WebhookSecret!);
        foreach (var item in created)
            _output.Say($"created     {item}");
        TellReady(_phone);
    }

    /// <summary>What failed because the platform is gone is told as that, with the end of its log.</summary>
    private async Task OrItsEndAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is DemoException or IOException or HttpRequestException)
        {
            var exited = _server.Exited;
            if (await Task.WhenAny(exited, Task.Delay(DyingLimit, _time)) == exited)
                throw Ended(e);
            throw;
        }
    }

    private DemoException Ended(Exception? because = null) => new($"The platform ended by itself. {_server.LogEnd()}", because);

    // The ports of the last start, if they are still free: the trunk and the endpoint know them.
    private async Task ListenAsync(int port)
    {
        try
        {
            await _receiver.StartAsync(port);
        }
        catch (IOException) when (port != 0)
        {
            await _receiver.StartAsync(port: 0);
        }
    }

    private async Task<PhoneLine> AnswerAsync(PersonaBook book, int port, CancellationToken cancellationToken)
    {
        Action<LineEntry> log = new LineLog(_phoneLog).Write;
        try
        {
            return await SimulatedPhone.StartAsync(book, s => s with { Port = port, OnEntry = log, CallersSay = DemoAgent.Sentences() }, cancellationToken);
        }
        catch (SocketException) when (port != 0)
        {
            return await SimulatedPhone.StartAsync(book, s => s with { OnEntry = log, CallersSay = DemoAgent.Sentences() }, cancellationToken);
        }
    }

    private void TellReady(PhoneLine phone)
    {
        var memory = _folder.Memory;
        var startup = _time.GetElapsedTime(_began);
        var baseUrl = _server.Address.GetLeftPart(UriPartial.Authority);
        _output.Event("platform.ready", $"ready       {baseUrl}, in {startup.TotalSeconds:0.0} s",
            new("baseUrl", baseUrl),
            new("apiKey", memory.ApiKey),
            new("campaignId", memory.CampaignId),
            new("agentId", memory.AgentId),
            new("trunkId", memory.TrunkId),
            new("webhookEndpointId", memory.WebhookEndpointId),
            new("webhookUrl", _receiver.Address.AbsoluteUri),
            new("phoneLine", $"sip:{phone.EndPoint}"),
            new("data", _folder.Folder),
            new("startupMs", (int)startup.TotalMilliseconds));
        _output.Say($"""
                API key       {memory.ApiKey}
                campaign      {memory.CampaignId}, agent {memory.AgentId}, trunk {memory.TrunkId}
                phone line    sip:{phone.EndPoint}, answered by '{_options.Persona}'
                webhooks to   {_receiver.Address}
                API page      {baseUrl}/docs
                data          {_folder.Folder}
            """);
    }
}
