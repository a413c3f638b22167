using System.Text.Json;
using Futwork.Hosting;

namespace Futwork.Leads;

/// <summary>Where in a body the values of a lead stand, as byte ranges; of a name that is repeated, the last.</summary>
internal struct LeadBody
{
    public bool IsObject { get; private set; }

    public Range? Phone { get; private set; }

    public Range? Data { get; private set; }

    public Range? ExternalId { get; private set; }

    public Range? Priority { get; private set; }

    public Range? NotBefore { get; private set; }

    public Range? ExpiresAt { get; private set; }

    /// <summary>A text in recipientData cannot be decoded.</summary>
    public bool HasBrokenText { get; private set; }

    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static LeadBody Find(ReadOnlySpan<byte> body)
    {
        var found = new LeadBody();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = ApiJson.DocumentOptions.MaxDepth });
        reader.Read();
        found.IsObject = reader.TokenType is JsonTokenType.StartObject;
        while (reader.Read())
        {
            // What cannot be decoded is no name that is known.
            if (reader.CurrentDepth == 1 && reader.TokenType is JsonTokenType.PropertyName && !JsonSyntax.IsBroken(ref reader))
                found.Take(ref reader);
        }

        return found;
    }

    private void Take(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("recipientPhoneNumber"u8))
            Phone = Value(ref reader, out _);
        else if (reader.ValueTextEquals("externalId"u8))
            ExternalId = Value(ref reader, out _);
        else if (reader.ValueTextEquals("priority"u8))
            Priority = Value(ref reader, out _);
        else if (reader.ValueTextEquals("notBefore"u8))
            NotBefore = Value(ref reader, out _);
        else if (reader.ValueTextEquals("expiresAt"u8))
            ExpiresAt = Value(ref reader, out _);
        else if (reader.ValueTextEquals("recipientData"u8))
        {
            Data = Value(ref reader, out var broken);
            HasBrokenText = broken;
        }
    }

    private static Range Value(ref Utf8JsonReader reader, out bool broken)
    {
        broken = false;
        reader.Read();
        var (start, depth) = ((int)reader.TokenStartIndex, reader.CurrentDepth);
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.CurrentDepth > depth)
                broken |= JsonSyntax.IsBroken(ref reader);
        }

        return start..(int)reader.BytesConsumed;
    }
}
