using System.Text.Json;
using System.Text.RegularExpressions;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Conversation.Rules;

/// <summary>A tool that calls a server says what it takes, where it goes, and uses only what it will know.</summary>
internal static partial class HttpToolRules
{
    private const string ByArguments = "among the tool's 'parameters'";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    private static readonly string[] Reserved = ["host", "content-length", "content-type", "transfer-encoding", "connection"];

    public static void Check(ToolSettings tool, string at, IReadOnlySet<string> variables, ProblemList problems)
    {
        problems.Require(tool.Name is not null, $"{at}/name", "A tool that calls a server needs a name of its own, such as 'book_visit'.");
        problems.Require(!string.IsNullOrWhiteSpace(tool.Description), $"{at}/description", "Describe what the tool does and when to call it; the model decides by it.");
        string[] arguments = CheckParameters(tool.Parameters, $"{at}/parameters", variables, problems);
        if (tool.Http is { } http)
            CheckRequest(http, $"{at}/http", [.. variables, .. arguments], problems);
        else
            problems.Add($"{at}/http", "Say what to call: {\"method\": \"POST\", \"url\": \"https://…\"}.");
    }

    /// <returns>The names of the arguments.</returns>
    private static string[] CheckParameters(JsonElement? parameters, string at, IReadOnlySet<string> variables, ProblemList problems)
    {
        if (parameters is not { } schema)
            return [];
        bool isObject = schema.ValueKind is JsonValueKind.Object && schema.TryGetProperty("type", out JsonElement type) && type.ValueEquals("object");
        if (!isObject)
        {
            problems.Add(at, "The arguments are a JSON schema of type 'object': {\"type\": \"object\", \"properties\": {…}, \"required\": […]}.");
            return [];
        }

        JsonSchemaRules.Check(schema, at, problems);
        if (!schema.TryGetProperty("properties", out JsonElement properties) || properties.ValueKind is not JsonValueKind.Object)
            return [];
        string[] names = [.. properties.EnumerateObject().Select(p => p.Name)];
        foreach (string name in names)
        {
            NameRules.CheckName(name, $"{at}/properties/{JsonPointer.Escape(name)}", problems);
            problems.Require(
                !variables.Contains(name), $"{at}/properties/{JsonPointer.Escape(name)}", $"'{name}' is a variable as well, and the model must not be able to change it. Give the argument another name.");
        }

        return names;
    }

    private static void CheckRequest(HttpToolSettings http, string at, HashSet<string> known, ProblemList problems)
    {
        problems.Require(Methods.Contains(http.Method), $"{at}/method", $"'{http.Method}' is no method; use {string.Join(", ", Methods)}.");
        problems.Require(
            Address().IsMatch(http.Url) && Uri.IsWellFormedUriString(Template.Replace(http.Url, _ => "x"), UriKind.Absolute),
            $"{at}/url",
            "The address is like 'https://api.example.com/visits/{{visit_id}}': scheme and host written out, so that nothing said on the phone chooses the server.");
        TextRules.CheckText(http.Url, $"{at}/url", known, problems, ByArguments);
        problems.Unique(http.Headers.Select(h => h.Name.ToLowerInvariant()), i => $"{at}/headers/{i}/name", "headers");
        foreach ((int i, HttpToolHeader header) in http.Headers.Index())
            CheckHeader(header, $"{at}/headers/{i}", known, problems);
        if (http.Body is { } body)
        {
            problems.Require(http.Method is not "GET", $"{at}/body", "A GET has no body. Put the values into the address, or use POST.");
            CheckBody(body, $"{at}/body", known, problems);
        }
    }

    private static void CheckHeader(HttpToolHeader header, string at, HashSet<string> known, ProblemList problems)
    {
        problems.Require(Token().IsMatch(header.Name), $"{at}/name", $"'{header.Name}' is no name of a header, such as 'Authorization'.");
        problems.Require(!Reserved.Contains(header.Name.ToLowerInvariant()), $"{at}/name", $"'{header.Name}' is set by the platform; leave it out.");
        problems.Require(header.Value is null != header.Secret is null, at, "A header has either a 'value' or a 'secret'.");
        problems.Require(header.Secret?.Any(IsControl) is not true && header.Value?.Any(IsControl) is not true, at, "A header is one line of printable ASCII characters.");
        TextRules.CheckText(header.Value, $"{at}/value", known, problems, ByArguments);
    }

    private static void CheckBody(JsonElement body, string at, HashSet<string> known, ProblemList problems)
    {
        switch (body.ValueKind)
        {
            case JsonValueKind.String:
                TextRules.CheckText(body.GetString(), at, known, problems, ByArguments);
                break;
            case JsonValueKind.Array:
                foreach ((int i, JsonElement item) in body.EnumerateArray().Index())
                    CheckBody(item, $"{at}/{i}", known, problems);
                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in body.EnumerateObject())
                    CheckBody(property.Value, $"{at}/{JsonPointer.Escape(property.Name)}", known, problems);
                break;
        }
    }

    private static bool IsControl(char c) => c is < ' ' or > '~';

    /// <summary>No user information either: it belongs into a secret header.</summary>
    [GeneratedRegex(@"^https?://[^/?#\s{}@]+([/?][^#]*)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Address();

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+.^_`|~-]+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Token();
}
