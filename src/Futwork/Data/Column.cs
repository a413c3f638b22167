using Npgsql;

namespace Futwork.Data;

/// <summary>A column of rows to insert, or of values to update by: its name and one value for each row.</summary>
/// <param name="Values"><c>string?[]</c>, <c>long[]</c> or <c>long?[]</c>; all columns have the same length.</param>
internal sealed record Column(string Name, Array Values)
{
    /// <summary>Writes the value of a row to a COPY.</summary>
    public Task WriteAsync(NpgsqlBinaryImporter copy, int row, CancellationToken cancellationToken) => Values switch
    {
        string?[] texts => texts[row] is { } text ? copy.WriteAsync(text, cancellationToken) : copy.WriteNullAsync(cancellationToken),
        long[] numbers => copy.WriteAsync(numbers[row], cancellationToken),
        long?[] perhaps => perhaps[row] is { } number ? copy.WriteAsync(number, cancellationToken) : copy.WriteNullAsync(cancellationToken),
        _ => throw new InvalidOperationException($"No column can be of {Values.GetType()}."),
    };
}
