using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Accounts;

/// <summary>Lets nobody past who has no key: everything under <c>/api</c> needs the header <c>x-api-key</c>. Keys are asked of the database each time, so that a revoked one is dead at once.</summary>
internal sealed class ApiKeyAuthentication(RequestDelegate next, Database database)
{
    private const string Header = "x-api-key";

    private readonly SharedRead<string, ApiKey?> _keys = new(hash => database.ReadAsync(session => session.FirstOrDefaultAsync<ApiKey>(
        "SELECT workspace_id, id FROM api_keys WHERE hash = @hash AND archived_at IS NULL", new { hash })));

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            var caller = await FindAsync(context.Request.Headers[Header]);
            if (caller is null)
            {
                await Refuse(context).ExecuteAsync(context);
                return;
            }

            context.Features.Set(caller);
        }

        await next(context);
    }

    private async Task<Caller?> FindAsync(string? key)
    {
        if (string.IsNullOrEmpty(key))
            return null;
        var row = await _keys.ReadAsync(ApiKey.HashOf(key));
        return row is null ? null : new Caller(row.WorkspaceId, row.Id);
    }

    private static Problem Refuse(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = $"ApiKey header=\"{Header}\"";
        return context.Request.Headers.ContainsKey(Header)
            ? new Problem(StatusCodes.Status401Unauthorized, "unknown-api-key", $"The key in the header {Header} is not known, or was revoked.")
            : new Problem(StatusCodes.Status401Unauthorized, "api-key-missing", $"Send your API key in the header {Header}.");
    }
}
