using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Futwork.Tests.Support;

/// <summary>A request of a .http file.</summary>
internal sealed record HttpFileRequest(string Title, string? Name, string Method, string Url, IReadOnlyList<(string Name, string Value)> Headers, string? Body);

/// <summary>Reads and runs the .http files of the documentation the way editors do: variables, and values out of the answers of named requests.</summary>
internal sealed partial class HttpFile
{
    private readonly Dictionary<string, string> _variables = [];
    private readonly Dictionary<string, JsonNode> _answers = [];

    private HttpFile(string text)
    {
        foreach (Match variable in Variable().Matches(text))
            _variables[variable.Groups["name"].Value] = variable.Groups["value"].Value.Trim();
        Requests = [.. text.Split("###").Skip(1).Select(Read).OfType<HttpFileRequest>()];
    }

    public IReadOnlyList<HttpFileRequest> Requests { get; }

    public static HttpFile Load(string path) => new(File.ReadAllText(path));

    public void Set(string variable, string value) => _variables[variable] = value;

    /// <summary>Sends it; null when a variable of it is left for the reader to fill in.</summary>
    public async Task<Answer?> SendAsync(HttpClient client, HttpFileRequest request)
    {
        if (Fill(request.Url) is not { } url)
            return null;
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), url);
        if (request.Body is not null)
            message.Content = new StringContent(Fill(request.Body)!, Encoding.UTF8, request.Headers.FirstOrDefault(header => header.Name == "Content-Type").Value ?? "application/json");
        foreach (var (name, value) in request.Headers.Where(header => header.Name != "Content-Type"))
            message.Headers.Add(name, Fill(value));
        var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        if (response.Content.Headers.ContentType?.MediaType is "text/event-stream")
            return new Answer(response.StatusCode, "", response);
        var answer = await Answer.OfAsync(response);
        if (request.Name is not null)
            _answers[request.Name] = answer.Json;
        return answer;
    }

    private string? Fill(string text)
    {
        var isWhole = true;
        var filled = Reference().Replace(text, match =>
        {
            if (match.Groups["path"].Success)
                return _answers[match.Groups["name"].Value][match.Groups["path"].Value]!.GetValue<string>();
            var value = _variables[match.Groups["name"].Value];
            isWhole &= !value.Contains(' ');
            return value;
        });
        return isWhole ? filled : null;
    }

    private static HttpFileRequest? Read(string block)
    {
        var lines = block.Split('\n');
        var start = Array.FindIndex(lines, line => RequestLine().IsMatch(line));
        if (start < 0)
            return null;
        var words = lines[start].Split(' ', 2);
        var headers = lines.Skip(start + 1).TakeWhile(line => line.Length > 0).Select(line => line.Split(": ", 2)).Select(pair => (pair[0], pair[1])).ToList();
        var body = string.Join('\n', lines.Skip(start + 1 + headers.Count)).Trim();
        var name = lines.FirstOrDefault(line => line.StartsWith("# @name "))?["# @name ".Length..];
        return new HttpFileRequest(lines[0].Trim(), name, words[0], words[1].Trim(), headers, body.Length > 0 ? body : null);
    }

    [GeneratedRegex(@"^@(?<name>\w+) = (?<value>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{\{(?<name>\w+)(\.response\.body\.\$\.(?<path>\w+))?\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Reference();

    [GeneratedRegex("^(GET|POST|PATCH|DELETE) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex RequestLine();
}
