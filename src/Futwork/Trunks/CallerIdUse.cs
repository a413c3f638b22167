using Futwork.Hosting;

namespace Futwork.Trunks;

/// <summary>How the numbers that calls come from take turns. A number that rings too many people is soon taken for spam.</summary>
internal sealed record CallerIdUse
{
    /// <summary>
    /// Campaigns that name no number of their own call from all of the trunk's, the one that has rested longest first. Default false: from the first alone.
    /// </summary>
    public bool Rotate { get; init; }

    /// <summary>The most calls from one number within any 24 hours. Default: any number.</summary>
    public int? DailyCap { get; init; }

    /// <summary>How long a number rests from one call to the next, in seconds. Default 0.</summary>
    public int CoolDownSeconds { get; init; }

    /// <summary>Who has been called from one of the numbers is called from the same again, or waits for it. Default true.</summary>
    public bool SameForPerson { get; init; } = true;

    public IEnumerable<FieldError> Check()
    {
        if (DailyCap is < 1 or > 10_000)
            yield return Rules.Wrong("/callerIdUse/dailyCap", "It must be from 1 to 10000.", DailyCap);
        if (CoolDownSeconds is < 0 or > 86_400)
            yield return Rules.Wrong("/callerIdUse/coolDownSeconds", "It must be from 0 to 86400.", CoolDownSeconds);
    }
}
