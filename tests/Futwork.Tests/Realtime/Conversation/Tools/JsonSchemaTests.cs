using System.Text.Json;
using Futwork.Realtime.Conversation.Tools;

namespace Futwork.Tests.Realtime.Conversation.Tools;

public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("""{"type":"object"}""", "{}")]
    [InlineData("""{"properties":{"a":{"type":["string","null"]}}}""", """{"a":null,"b":1}""")]
    [InlineData("""{"type":"integer","minimum":1,"maximum":3}""", "3.0")]
    [InlineData("""{"exclusiveMinimum":1,"exclusiveMaximum":3}""", "2")]
    [InlineData("""{"enum":["a",{"b":[1]}]}""", """{"b":[1.0]}""")]
    [InlineData("""{"minLength":1,"maxLength":1}""", "\"👍🏽\"")]
    [InlineData("""{"pattern":"^[0-9]{3}$"}""", "\"123\"")]
    [InlineData("""{"pattern":"^[0-9]+\\$"}""", "\"12$3\"")]
    [InlineData("""{"format":"email"}""", "\"asha@example.com\"")]
    [InlineData("""{"format":"date-time"}""", "\"2026-11-24T15:30:00+05:30\"")]
    [InlineData("""{"format":"time"}""", "\"15:30\"")]
    [InlineData("""{"items":{"type":"number"},"minItems":1,"maxItems":2}""", "[1,2]")]
    [InlineData("""{"anyOf":[{"type":"string"},{"const":3}]}""", "3")]
    [InlineData("""{"additionalProperties":{"type":"boolean"}}""", """{"x":true}""")]
    [InlineData("true", "1")]
    public void Fits(string schema, string value) => Problems(schema, value).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"type":"object"}""", "[]", "The arguments must be of type object.")]
    [InlineData("""{"type":"object","required":["a"]}""", "{}", "'a' is missing.")]
    [InlineData("""{"properties":{"a":{"properties":{"b":{"type":"integer"}}}}}""", """{"a":{"b":1.5}}""", "'a.b' must be of type integer.")]
    [InlineData("""{"properties":{"a":{"type":["string","null"]}}}""", """{"a":1}""", "'a' must be of type string or of type null.")]
    [InlineData("""{"properties":{"a":{"items":{"enum":["x","y"]}}}}""", """{"a":["x","z"]}""", "'a[1]' must be one of [\"x\",\"y\"].")]
    [InlineData("""{"additionalProperties":false}""", """{"x":1}""", "'x' is not allowed.")]
    [InlineData("""{"minimum":1}""", "0", "The arguments must be 1 or more.")]
    [InlineData("""{"maximum":1}""", "2", "The arguments must be 1 or less.")]
    [InlineData("""{"exclusiveMinimum":1}""", "1", "The arguments must be more than 1.")]
    [InlineData("""{"exclusiveMaximum":1}""", "1", "The arguments must be less than 1.")]
    [InlineData("""{"minLength":2}""", "\"a\"", "The arguments must have 2 characters or more.")]
    [InlineData("""{"maxLength":2}""", "\"abc\"", "The arguments must have 2 characters or fewer.")]
    [InlineData("""{"minItems":1}""", "[]", "The arguments must have 1 items or more.")]
    [InlineData("""{"maxItems":1}""", "[1,2]", "The arguments must have 1 items or fewer.")]
    [InlineData("""{"pattern":"^[0-9]+$"}""", "\"12a\"", "The arguments must match the pattern ^[0-9]+$.")]
    [InlineData("""{"pattern":"^[0-9]+$"}""", "\"12\\n\"", "The arguments must match the pattern ^[0-9]+$.")]
    [InlineData("""{"format":"date"}""", "\"24.11.2026\"", "The arguments must be a date such as 2026-11-24.")]
    [InlineData("""{"format":"email"}""", "\"asha at example\"", "The arguments must be an e-mail address such as asha@example.com.")]
    [InlineData("""{"const":3}""", "4", "The arguments must be 3.")]
    [InlineData("""{"anyOf":[{"type":"string"}]}""", "4", "The arguments must fit one of [{\"type\":\"string\"}].")]
    public void Does_not_fit(string schema, string value, string problem) => Problems(schema, value).ShouldBe([problem]);

    [Fact]
    public void A_pattern_that_never_ends_is_one_that_does_not_match() =>
        Problems("""{"pattern":"^(a+)+$"}""", $"\"{new string('a', 40)}!\"").ShouldHaveSingleItem();

    private static IReadOnlyList<string> Problems(string schema, string value) => JsonSchema.Problems(JsonElement.Parse(schema), JsonElement.Parse(value));
}
