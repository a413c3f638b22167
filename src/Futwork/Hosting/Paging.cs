using System.Buffers.Text;
using System.Reflection;
using System.Text;
using Dapper;
using Futwork.Data;

namespace Futwork.Hosting;

/// <summary>A page of a list, newest first.</summary>
/// <param name="Data">The rows.</param>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; null on the last.</param>
/// <param name="HasMore">There is a next page.</param>
internal sealed record Page<T>(IReadOnlyList<T> Data, string? NextCursor, bool HasMore);

/// <summary>Which page of a list is asked for: <c>limit</c>, <c>cursor</c> and <c>archived</c> of the query string.</summary>
internal sealed record PageRequest(int Limit, string? After, bool Archived, Problem? Problem)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <summary>The condition that leaves archived rows out, unless they were asked for.</summary>
    public string UnlessArchived => Archived ? "" : " AND archived_at IS NULL";

    public static ValueTask<PageRequest> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = context.Request.Query;
        var errors = new List<FieldError>();
        var limit = Limited(query["limit"], errors);
        var after = Cursor(query["cursor"], errors);
        var archived = QueryFlag.Read(query, "archived", out var unclear);
        if (unclear is not null)
            errors.Add(unclear);
        return ValueTask.FromResult(new PageRequest(limit, after, archived, errors.Count > 0 ? Problem.Invalid(errors) : null));
    }

    /// <summary>Answers with one page of <paramref name="select"/>, a query that ends in a WHERE clause, shown as <paramref name="show"/> says.</summary>
    /// <param name="id">The row's id column in the query, by which the list is ordered: ids are in the order of time.</param>
    /// <param name="isNumber">The ids are numbers.</param>
    public async Task<IResult> AnswerAsync<TRow, TShown>(
        HttpContext context, Database database, string select, object parameters, Func<TRow, TShown> show, Func<TRow, string> idOf,
        string id = "id", bool isNumber = false)
    {
        long number = 0;
        if (Problem is not null)
            return Problem;
        if (isNumber && After is not null && !long.TryParse(After, out number))
            return Problem.Invalid(WrongCursor(context.Request.Query["cursor"]!));
        var values = new DynamicParameters(parameters);
        values.Add("PageAfter", isNumber ? number : After);
        values.Add("PageLimit", Limit + 1);
        var after = After is null ? "" : $" AND {id} < @PageAfter";
        var rows = await database.ReadAsync(
            session => session.QueryAsync<TRow>($"{select}{after} ORDER BY {id} DESC LIMIT @PageLimit", values), context.RequestAborted);
        var more = rows.Count > Limit;
        var next = more ? Base64Url.EncodeToString(Encoding.ASCII.GetBytes(idOf(rows[Limit - 1]))) : null;
        if (next is not null)
            context.Response.Headers.Link = $"<{NextUrl(context.Request, next)}>; rel=\"next\"";
        return TypedResults.Json(new Page<TShown>([.. rows.Take(Limit).Select(show)], next, more), ApiJson.Options);
    }

    private static string NextUrl(HttpRequest request, string cursor)
    {
        var kept = request.Query.Where(pair => pair.Key != "cursor");
        return $"{request.PathBase}{request.Path}{QueryString.Create(kept).Add("cursor", cursor)}";
    }

    private static int Limited(string? text, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text))
            return DefaultLimit;
        if (int.TryParse(text, out var limit) && limit is >= 1 and <= MaxLimit)
            return limit;
        errors.Add(Wrong("limit", $"It must be a whole number from 1 to {MaxLimit}.", text));
        return DefaultLimit;
    }

    private static string? Cursor(string? text, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var bytes = new byte[64];
        if (text.Length < bytes.Length && Base64Url.TryDecodeFromChars(text, bytes, out var length) && length > 0 && !bytes.AsSpan(0, length).ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            return Encoding.ASCII.GetString(bytes, 0, length);
        errors.Add(WrongCursor(text));
        return null;
    }

    private static FieldError WrongCursor(string sent) => Wrong("cursor", "It must be the nextCursor of the page before, unchanged.", sent);

    private static FieldError Wrong(string parameter, string message, string sent) =>
        new(null, message, ApiJson.Write(sent), parameter);
}
