using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>What the provisional responses to one INVITE have said so far.</summary>
internal sealed class InviteProgress(SipStack stack, Action<LegProgress>? listener)
{
    private bool _earlyMedia;

    /// <summary>The far end alerted: 180 or 183.</summary>
    public bool Rang { get; private set; }

    /// <summary>Any 1xx came: the carrier is there.</summary>
    public bool HasProvisional { get; private set; }

    public void Saw(SipMessage provisional)
    {
        if (!HasProvisional)
        {
            HasProvisional = true;
            Tell(LegProgress.Trying);
        }

        if (!Rang && provisional.Status is (180 or 183))
        {
            Rang = true;
            Tell(LegProgress.Ringing);
        }

        if (!_earlyMedia && provisional.Status > 100 && !provisional.Body.IsEmpty)
        {
            _earlyMedia = true;
            Tell(LegProgress.EarlyMedia);
        }
    }

    private void Tell(LegProgress progress)
    {
        if (listener is not null) stack.Post(() => listener(progress));
    }
}
