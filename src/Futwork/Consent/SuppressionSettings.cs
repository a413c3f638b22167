using Futwork.Hosting;

namespace Futwork.Consent;

/// <summary>A number to be called no more.</summary>
internal sealed record SuppressionSettings
{
    private const int LongestNote = 500;

    /// <summary>The number; international with <c>+</c>, or national in <see cref="Country"/>.</summary>
    public required string Phone { get; init; }

    /// <summary>ISO 3166 code of the country that a national number is taken for. Default IN.</summary>
    public string Country { get; init; } = PhoneNumber.UsualCountry;

    /// <summary>Where it comes from, such as <c>ncpr</c>; at most 50 characters. Default <c>api</c>.</summary>
    public string Source { get; init; } = Suppression.ByApi;

    /// <summary>Why; at most 500 characters.</summary>
    public string? Note { get; init; }

    /// <summary>From then on it may be called again. Default: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The number in E.164, or what is wrong.</summary>
    public Checked<string> Check(DateTimeOffset now)
    {
        var errors = new List<FieldError>();
        string? phone = null;
        if (!PhoneNumber.IsCountry(Country))
            errors.Add(Rules.Wrong("/country", "It must be the ISO 3166 code of a country in capitals, such as IN.", Country));
        else if (PhoneNumber.Parse(Phone, Country) is (var e164, var wrong) && (phone = e164) is null)
            errors.Add(new FieldError("/phone", wrong!));
        if (Source.Length is 0 or > 50)
            errors.Add(Rules.Wrong("/source", "It must be 1 to 50 characters; leave it out for 'api'.", Source));
        if (Note?.Length > LongestNote)
            errors.Add(new FieldError("/note", $"It may have at most {LongestNote} characters."));
        if (ExpiresAt <= now)
            errors.Add(Rules.Wrong("/expiresAt", "It must lie in the future.", ExpiresAt));
        return errors.Count > 0 ? Problem.Invalid(errors) : phone!;
    }
}
