using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.OpenAI;

/// <summary>What a server sent with a tool call and wants back with it, unchanged. No other server is shown it: some refuse what they do not know.</summary>
/// <param name="Server">Its base address.</param>
/// <param name="Extra">The call's <c>extra_content</c>: Gemini's models sign there what they thought, and refuse a call that comes back without.</param>
/// <param name="Thoughts">The message's <c>reasoning_content</c>: so do DeepSeek's with what they thought.</param>
internal sealed record CallOrigin(Uri Server, JsonElement? Extra, string? Thoughts)
{
    /// <summary>Of a call; null when another server made it, or nothing is wanted back.</summary>
    public static CallOrigin? Of(FunctionCallContent call, Uri server) =>
        call.RawRepresentation is CallOrigin origin && origin.Server == server ? origin : null;
}
