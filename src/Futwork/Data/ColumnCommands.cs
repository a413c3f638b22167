using System.Data.Common;
using Npgsql;

namespace Futwork.Data;

/// <summary>Statements for many rows, whose parameters are columns.</summary>
internal static class ColumnCommands
{
    /// <summary>Runs one: once for all rows on PostgreSQL, with arrays; on SQLite, which prepares it once, for each row.</summary>
    /// <returns>A text of each row that it gave back.</returns>
    public static async Task<List<string>> RunAsync(this DbCommand command, IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        foreach (var column in columns)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = column.Name;
            parameter.Value = column.Values;
            command.Parameters.Add(parameter);
        }

        var texts = new List<string>();
        if (command is NpgsqlCommand)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                texts.Add(reader.GetString(0));
            return texts;
        }

        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            foreach (var (index, column) in columns.Index())
                command.Parameters[index].Value = column.Values.GetValue(row) ?? DBNull.Value;
            if (await command.ExecuteScalarAsync(cancellationToken) is string text)
                texts.Add(text);
        }

        return texts;
    }
}
