using System.Collections.Concurrent;
using System.Text.Json;
using Futwork.Realtime.Audio;
using Futwork.Simulator.Phone;
using Futwork.Simulator.Receiver;

namespace Futwork.Tests.Journeys;

/// <summary>What came of one lead: everything its client and the line saw.</summary>
internal sealed class Journey(string leadId, string dataFolder)
{
    private readonly ConcurrentQueue<WebhookPost> _posts = new();
    private readonly TaskCompletionSource _final = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The statuses after which no webhook follows.</summary>
    private static readonly HashSet<string> FinalStatuses = ["completed", "no-answer", "busy", "failed", "canceled"];

    public string LeadId => leadId;

    /// <summary>Completes when the final webhook has arrived.</summary>
    public Task Final => _final.Task;

    /// <summary>The statuses of the webhooks, in the order of their arrival.</summary>
    public IEnumerable<string> Statuses => _posts.Select(post => Status(post));

    /// <summary>Why a signature did not hold, if one did not.</summary>
    public IEnumerable<string> SignatureProblems => _posts.Select(post => post.Problem).OfType<string>();

    /// <summary>What the line itself saw of it.</summary>
    public IReadOnlyCollection<LineEntry> Line { get; set; } = [];

    /// <summary>The final webhook.</summary>
    public JsonElement Webhook => JsonElement.Parse(Text);

    /// <summary>The final webhook's body, as it arrived.</summary>
    public string Text => _posts.Last(post => FinalStatuses.Contains(Status(post))).Text;

    public string Disposition => Webhook.GetProperty("disposition").GetString()!;

    public string Transcript => Webhook.GetProperty("transcript").GetString()!;

    /// <summary>What was said, as the platform and as the line heard it; for the message of a test that fails.</summary>
    public string Story => string.Join('\n', Line.Select(entry => $"{entry.At:mm:ss.fff} {entry.Event} {entry.Text}").Prepend(Transcript));

    public JsonElement Telephony => Webhook.GetProperty("telephonyData");

    public double Duration => double.Parse(Telephony.GetProperty("duration").GetString()!);

    /// <summary>The stereo recording of the call.</summary>
    public WaveFile Recording() =>
        WaveFile.Read(Directory.GetFiles(dataFolder, $"{Webhook.GetProperty("callSid").GetString()}.wav", SearchOption.AllDirectories).Single());

    public void Take(WebhookPost post)
    {
        _posts.Enqueue(post);
        if (FinalStatuses.Contains(Status(post)))
            _final.TrySetResult();
    }

    private static string Status(WebhookPost post) => JsonElement.Parse(post.Text).GetProperty("status").GetString()!;
}
