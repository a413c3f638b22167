using System.Net;
using System.Text;
using System.Text.Json;
using Futwork.Providers.Models;
using Futwork.Realtime.Engines;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.Anthropic;

/// <summary>Reads the events of a streamed message. Kinds of events and blocks that are not known say nothing, as Anthropic asks.</summary>
internal sealed class MessageEvents : ChatEvents
{
    private readonly ToolCallAssembly _toolCalls = new();
    private readonly StringBuilder _thinking = new();
    private string? _signature;
    private long? _inputTokens;

    protected override ChatResponseUpdate? Parse(string data)
    {
        using JsonDocument json = Json.Event(data);
        JsonElement root = json.RootElement;
        return Json.Text(root, "type") switch
        {
            "message_start" => Began(root),
            "content_block_start" => BlockBegan(root),
            "content_block_delta" => Delta(root),
            "content_block_stop" => BlockEnded(),
            "message_delta" => Ended(root),
            "message_stop" => Over(),
            "error" => throw BrokeOff(root),
            _ => null,
        };
    }

    private ChatResponseUpdate? Began(JsonElement root)
    {
        if (Json.Child(root, "message") is { } message)
            _inputTokens = MessageAnswer.Usage(message)?.InputTokenCount;
        return _inputTokens is { } tokens ? Update(new UsageContent(new UsageDetails { InputTokenCount = tokens })) : null;
    }

    private ChatResponseUpdate? BlockBegan(JsonElement root)
    {
        if (Json.Child(root, "content_block") is not { } block)
            return null;
        HasContent = Json.Text(block, "type") is "tool_use";
        if (HasContent)
            _toolCalls.Name(Index(root), Json.Text(block, "id"), Json.Text(block, "name"));
        return Json.Text(block, "type") is "text" && Json.Text(block, "text") is { } text ? Update(new TextContent(text)) : null;
    }

    private ChatResponseUpdate? Delta(JsonElement root)
    {
        if (Json.Child(root, "delta") is not { } delta)
            return null;
        string? type = Json.Text(delta, "type");
        if (type is "text_delta")
            return Json.Text(delta, "text") is { } text ? Update(new TextContent(text)) : null;
        HasContent = type is "input_json_delta" or "thinking_delta" or "signature_delta";
        HoldBack(type, Index(root), delta);
        return null;
    }

    /// <summary>Keeps what is handed on once its block is whole.</summary>
    private void HoldBack(string? type, int index, JsonElement delta)
    {
        switch (type)
        {
            case "input_json_delta":
                _toolCalls.Append(index, Json.Text(delta, "partial_json"));
                break;
            case "thinking_delta":
                _thinking.Append(Json.Text(delta, "thinking"));
                break;
            case "signature_delta":
                _signature = Json.Text(delta, "signature");
                break;
        }
    }

    private ChatResponseUpdate? BlockEnded()
    {
        List<AIContent> contents = [.. _toolCalls.Take()];
        if (_signature is { } signature)
            contents.Add(new TextReasoningContent(_thinking.ToString()) { ProtectedData = signature });
        _signature = null;
        _thinking.Clear();
        return contents.Count > 0 ? Update([.. contents]) : null;
    }

    private ChatResponseUpdate Ended(JsonElement root)
    {
        IsFinished = true;
        ChatResponseUpdate update = MessageAnswer.Usage(root)?.OutputTokenCount is { } tokens
            ? Update(new UsageContent(new UsageDetails { OutputTokenCount = tokens }))
            : Update();
        update.FinishReason = Json.Child(root, "delta") is { } delta ? MessageAnswer.Finish(Json.Text(delta, "stop_reason")) : null;
        return update;
    }

    private ChatResponseUpdate? Over()
    {
        IsFinished = IsOver = true;
        return null;
    }

    private static ModelException BrokeOff(JsonElement root)
    {
        JsonElement? error = Json.Child(root, "error");
        string? type = error is { } e ? Json.Text(e, "type") : null;
        string? message = error is { } said ? Json.Text(said, "message") : null;
        return new ModelException($"The model's server broke off ({type ?? "no type"}): {VendorWords.Cut(message ?? "it gave no reason")}.", type switch
        {
            "overloaded_error" => ModelErrors.Overloaded,
            "rate_limit_error" => HttpStatusCode.TooManyRequests,
            "authentication_error" => HttpStatusCode.Unauthorized,
            "permission_error" => HttpStatusCode.Forbidden,
            "not_found_error" => HttpStatusCode.NotFound,
            "invalid_request_error" => HttpStatusCode.BadRequest,
            _ => HttpStatusCode.InternalServerError,
        });
    }

    private static int Index(JsonElement root) => (int)(Json.Number(root, "index") ?? 0);

    private static ChatResponseUpdate Update(params AIContent[] contents) => new(ChatRole.Assistant, [.. contents]);
}
