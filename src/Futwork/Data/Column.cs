namespace Futwork.Data;

/// <summary>A column of rows to insert, or of values to update by: its name and one value for each row.</summary>
/// <param name="Values"><c>string?[]</c>, <c>long[]</c> or <c>long?[]</c>; all columns have the same length.</param>
internal sealed record Column(string Name, Array Values);
