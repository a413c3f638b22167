using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Futwork.Hosting;

/// <summary>Adds to an operation of the API document what its signature does not tell.</summary>
internal static class ApiOperation
{
    public static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in metadata.OfType<ApiParameter>())
            Add(operation, parameter);
        foreach (var example in metadata.OfType<ApiExample>())
            SetExample(operation, example.Json);
        if (context.Description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) is true)
            (operation.Responses ??= [])["401"] = Unauthorized(context.Document);
        else
            operation.Security = [];
        if (context.Description.HttpMethod == HttpMethods.Patch)
            await MakePartialAsync(operation, context, cancellationToken);
    }

    private static OpenApiResponse Unauthorized(OpenApiDocument? document) => new()
    {
        Description = "The API key is missing, unknown or revoked.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [ApiMetadata.ProblemType] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemDocument), document) },
        },
    };

    // What the handler's signature names already only lacks its description.
    private static void Add(OpenApiOperation operation, ApiParameter parameter)
    {
        operation.Parameters ??= [];
        if (operation.Parameters.OfType<OpenApiParameter>().FirstOrDefault(known => known.Name == parameter.Name) is { } named)
        {
            named.Description = parameter.Description;
            return;
        }

        operation.Parameters.Add(new OpenApiParameter
        {
            Name = parameter.Name,
            In = parameter.InHeader ? ParameterLocation.Header : ParameterLocation.Query,
            Description = parameter.Description,
            Schema = new OpenApiSchema { Type = parameter.Type },
        });
    }

    private static void SetExample(OpenApiOperation operation, string json)
    {
        foreach (var body in operation.RequestBody?.Content?.Values ?? [])
            body.Example = JsonNode.Parse(json);
    }

    /// <summary>A merge patch is the whole record with nothing required.</summary>
    private static async Task MakePartialAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ParameterDescriptions.FirstOrDefault(parameter => parameter.Source.Id == "Body")?.Type is not { } type)
            return;
        var schema = await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken);
        schema.Required = null;
        schema.Description = $"A JSON merge patch of {type.Name}: what is sent replaces, null goes back to the default, the rest stays.";
        foreach (var body in operation.RequestBody?.Content?.Values ?? [])
            body.Schema = schema;
    }
}
