using Microsoft.OpenApi;

namespace Futwork.Hosting;

/// <summary>A query parameter or header of an endpoint that it reads by itself, for the API document.</summary>
internal sealed record ApiParameter(string Name, string Description, JsonSchemaType Type = JsonSchemaType.String, bool InHeader = false);

/// <summary>An example of an endpoint's request, for the API document.</summary>
internal sealed record ApiExample(string Json);

/// <summary>What endpoints tell the API document about themselves.</summary>
internal static class ApiMetadata
{
    public const string ProblemType = "application/problem+json";

    /// <summary>The endpoint reads a JSON body of this shape.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, string? example = null)
        where T : notnull
    {
        endpoint.Accepts<T>("application/json").Fails(400, 413, 415, 422);
        return example is null ? endpoint : endpoint.WithMetadata(new ApiExample(example));
    }

    /// <summary>The endpoint may answer with problem details of these statuses.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
            endpoint.Produces<ProblemDocument>(status, ProblemType);
        return endpoint;
    }

    /// <summary>The endpoint answers with pages of a list.</summary>
    public static RouteHandlerBuilder ListsPages<T>(this RouteHandlerBuilder endpoint, bool archived = true)
    {
        endpoint.Produces<Page<T>>().Fails(422)
            .WithMetadata(new ApiParameter("limit", $"How many, at most {PageRequest.MaxLimit}. Default {PageRequest.DefaultLimit}.", JsonSchemaType.Integer))
            .WithMetadata(new ApiParameter("cursor", "The nextCursor of the page before."));
        return archived
            ? endpoint.WithMetadata(new ApiParameter("archived", "true lists archived ones too.", JsonSchemaType.Boolean))
            : endpoint;
    }
}
