namespace Futwork.Hosting;

/// <summary>A parameter in the query of a request that is true or false, in whatever case a client writes that.</summary>
internal static class QueryFlag
{
    /// <summary>What it says; false when it is not there.</summary>
    /// <param name="query">The query.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="wrong">What is wrong with it: what cannot be read is refused, and not taken for false.</param>
    public static bool Read(IQueryCollection query, string name, out FieldError? wrong)
    {
        string? text = query[name];
        var flag = false;
        wrong = string.IsNullOrEmpty(text) || bool.TryParse(text, out flag) ? null : new FieldError(null, "It must be true or false.", ApiJson.Write(text), name);
        return flag;
    }
}
