using Microsoft.OpenApi;

namespace Futwork.Hosting;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and the page that shows it at <c>/docs</c>.</summary>
internal static class ApiDocument
{
    private const string KeyScheme = "apiKey";

    private const string About =
        """
        Push leads into a campaign; an AI agent calls them; the outcome comes back as a signed webhook.

        Every request under `/api` carries its API key in the header `x-api-key`. Failures are problem details (RFC 9457) with `code`, `success: false`
        and `errors`: `400` when the body is not JSON at all, `422` when it is JSON that does not fit, with a pointer to each value that is wrong.
        Lists are newest first; follow `nextCursor` (or the `Link` header) to go on. Changes are JSON merge patches (RFC 7396): what is sent replaces, null goes back to the default.
        """;

    public static IServiceCollection AddApiDocument(this IServiceCollection services) =>
        services.AddOpenApi("v1", options =>
        {
            options.AddDocumentTransformer((document, _, _) =>
            {
                Describe(document);
                return Task.CompletedTask;
            });
            options.AddOperationTransformer(ApiOperation.DescribeAsync);
            options.AddSchemaTransformer((schema, context, _) =>
            {
                if (context.JsonTypeInfo.Type == typeof(RawJson))
                    schema.Type = JsonSchemaType.Object;
                return Task.CompletedTask;
            });
        });

    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi();
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "Futwork API";
            page.SwaggerEndpoint("/openapi/v1.json", "Futwork API");
        });
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo { Title = "Futwork API", Version = "v1", Description = About };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "x-api-key",
                Description = "A key of the workspace; make more under /api/api-keys.",
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
    }
}
