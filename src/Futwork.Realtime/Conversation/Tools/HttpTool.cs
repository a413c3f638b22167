using System.Text.Json;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>Calls a server.</summary>
internal sealed class HttpTool(ToolSettings settings, IReadOnlyDictionary<string, string> variables, HttpMessageInvoker? http) : Tool(
    settings, "", settings.Parameters ?? ToolParameters.None)
{
    public override bool IsAwaited => true;

    public override async Task<ToolOutcome> RunAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        if (http is null)
            return ToolOutcome.Failed("This server calls no other servers.");
        var values = new ToolValues(variables, arguments);
        try
        {
            using HttpResponseMessage response = await SendAsync(http, values, cancellationToken);
            return await HttpToolAnswer.ReadAsync(response, cancellationToken);
        }
        catch (HttpToolException e)
        {
            return ToolOutcome.Failed(e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return ToolOutcome.Failed("The tool's server could not be reached.");
        }
    }

    /// <summary>What changes nothing is asked again, once, when no answer came: the connection may have died while it was idle.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker http, ToolValues values, CancellationToken cancellationToken)
    {
        try
        {
            using HttpRequestMessage request = HttpToolRequest.Make(Settings.Http!, values);
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException) when (Settings.Http!.Method is "GET")
        {
            using HttpRequestMessage request = HttpToolRequest.Make(Settings.Http!, values);
            return await http.SendAsync(request, cancellationToken);
        }
    }
}

/// <summary>A request cannot be made of these arguments; the message tells the model.</summary>
internal sealed class HttpToolException(string message) : Exception(message);
