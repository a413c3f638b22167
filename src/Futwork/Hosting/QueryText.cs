namespace Futwork.Hosting;

/// <summary>Refuses text in an address that no database could have kept.</summary>
internal static class QueryText
{
    /// <summary>Answers with 422 when a value of the query has a NUL in it; else goes on.</summary>
    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        // Hardly any query has one, and only then is it taken apart.
        if (context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) != true)
            return next(context);
        var name = context.Request.Query.FirstOrDefault(pair => pair.Key.Contains('\0') || pair.Value.Any(value => value!.Contains('\0'))).Key;
        return name is null
            ? next(context)
            : Problem.Invalid(new FieldError(null, "It has a NUL (%00), which no text here has.", null, name.Replace("\0", ""))).ExecuteAsync(context);
    }
}
