using System.Security.Cryptography;
using System.Text.Json;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Tests.Support;

namespace Futwork.Tests.Hosting;

public sealed class SecretBoxTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task Nodes_that_start_together_on_one_database_seal_with_one_key(string engine)
    {
        var database = await OpenAsync(engine);
        var boxes = Enumerable.Range(0, 8).Select(_ => new SecretBox(new HostingOptions(), database)).ToList();

        await Task.WhenAll(boxes.Select(box => box.LoadAsync(TestContext.Current.CancellationToken)));
        var sealedText = boxes[0].Seal("w", "secret");

        boxes.ShouldAllBe(box => box.Open("w", sealedText) == "secret");
        sealedText.ShouldNotContain("secret");
        boxes[0].Seal("w", "secret").ShouldNotBe(sealedText);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_was_sealed_for_one_workspace_or_with_another_key_does_not_open(string engine)
    {
        var database = await OpenAsync(engine);
        var box = Box(database, 1);
        var sealedText = box.Seal("w", "secret");
        var changed = sealedText[..^2] + (sealedText[^2] == 'A' ? "BA" : "AA");

        Should.Throw<CryptographicException>(() => box.Open("other", sealedText));
        Should.Throw<CryptographicException>(() => Box(database, 2).Open("w", sealedText));
        Should.Throw<CryptographicException>(() => box.Open("w", changed));
        Should.Throw<CryptographicException>(() => box.Open("w", "in clear"));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_document_is_sealed_wherever_a_name_says_secret_and_nowhere_else(string engine)
    {
        var fields = new SecretFields(Box(await OpenAsync(engine), 1));
        var document = JsonElement.Parse("""{"password":"one two three four","maxTokens":3,"a":[{"apiKey":"short","name":"n"}],"authToken":null}""");

        var stored = fields.Seal("w", document);

        stored.ShouldNotContain("two");
        stored.ShouldNotContain("short");
        stored.ShouldContain("\"name\":\"n\"");
        JsonElement.DeepEquals(fields.Open("w", stored), document).ShouldBeTrue();
        SecretFields.Mask(document).GetRawText().ShouldBe("""{"password":"****four","maxTokens":3,"a":[{"apiKey":"****","name":"n"}],"authToken":null}""");
    }

    [Fact]
    public void A_mask_that_comes_back_in_a_list_means_the_secret_of_the_item_of_that_name()
    {
        var stored = JsonElement.Parse("""{"tools":[{"name":"a","headers":[{"name":"X","secret":"first secret of all"}]},{"name":"b","secret":"second secret kept"}],"keys":[{"apiKey":"sk-0123456789"}]}""");

        var sent = SecretFields.Unmask(JsonElement.Parse(
            """{"tools":[{"name":"new"},{"name":"b","secret":"****kept"},{"name":"a","headers":[{"name":"X","secret":"**** all"}]}],"keys":[{"apiKey":"****6789"}]}"""), stored);

        sent.Value.GetRawText().ShouldBe(
            """{"tools":[{"name":"new"},{"name":"b","secret":"second secret kept"},{"name":"a","headers":[{"name":"X","secret":"first secret of all"}]}],"keys":[{"apiKey":"sk-0123456789"}]}""");
    }

    [Theory]
    [InlineData("""{"tools":[{"name":"b","secret":"****kept"}]}""")]
    [InlineData("""{"tools":[{"name":"a","secret":"****ruse"}]}""")]
    [InlineData("""{"tools":[{"secret":"****"},{"secret":"****kept"}]}""")]
    public void A_mask_in_a_list_that_is_of_no_secret_kept_there_is_refused(string sent)
    {
        var stored = JsonElement.Parse("""{"tools":[{"name":"a","secret":"the only one kept"}]}""");

        SecretFields.Unmask(JsonElement.Parse(sent), stored).Problem.ShouldNotBeNull();
    }

    private static SecretBox Box(Database database, byte key) => new(new HostingOptions { SecretKey = [.. Enumerable.Repeat(key, 32)] }, database);
}
