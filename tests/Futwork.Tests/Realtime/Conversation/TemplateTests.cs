using Futwork.Realtime.Conversation;

namespace Futwork.Tests.Realtime.Conversation;

public sealed class TemplateTests
{
    private static readonly Dictionary<string, string> Values = new() { ["name"] = "Asha {{city}}", ["city"] = "Pune" };

    [Theory]
    [InlineData("Hello {{name}} from {{ city }}.", "Hello Asha {{city}} from Pune.")]
    [InlineData("{{city}}{{city}}", "PunePune")]
    [InlineData("No variables: { city }", "No variables: { city }")]
    [InlineData("", "")]
    public void Fills_variables_and_never_looks_into_their_values(string text, string filled) => Template.Fill(text, Values).ShouldBe(filled);

    [Fact]
    public void An_unknown_variable_is_never_spoken() =>
        Should.Throw<KeyNotFoundException>(() => Template.Fill("Hello {{who}}", Values)).Message.ShouldContain("'who'");

    [Fact]
    public void Lists_each_variable_once_in_order() => Template.Variables("{{b}} {{a}} {{ b }}").ShouldBe(["b", "a"]);

    [Theory]
    [InlineData("{{customer name}}", "{{customer name}}")]
    [InlineData("Hi {{name", "{{name")]
    [InlineData("Hi name}}", "}}")]
    [InlineData("Hi {{}}", "{{}}")]
    public void Finds_braces_that_are_no_variable(string text, string malformed) => Template.Malformed(text).ShouldContain(malformed);

    [Fact]
    public void Sound_texts_have_none() => Template.Malformed("Hello {{name}}, { } are fine.").ShouldBeEmpty();
}
