using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Futwork.Tests.Support;

namespace Futwork.Tests.Leads;

/// <summary>The samples of the published contract, word for word but for the base URL, the campaign's id and the key, run by the programs they are written for.</summary>
public sealed class ContractSamplesTests(PostgresServer postgres) : ApiTests(postgres)
{
    private static readonly string Samples = Path.Combine(AppContext.BaseDirectory, "Leads", "Contract");

    [Theory, MemberData(nameof(Engines))]
    public async Task The_curl_sample_pushes_a_lead(string engine)
    {
        var (server, campaign) = await CampaignAsync(engine);
        var script = await SampleAsync(server, campaign, "push.sh", sample => sample);

        await ShouldHavePushedAsync(server, campaign, await RunAsync("sh", [script]));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_JavaScript_sample_pushes_a_lead(string engine)
    {
        var (server, campaign) = await CampaignAsync(engine);
        var module = Directory.CreateDirectory(Path.Combine(Folder, "node_modules", "node-fetch"));
        // Node has the same fetch built in; the sample only wants it under its package's name.
        await File.WriteAllTextAsync(Path.Combine(module.FullName, "index.js"), "module.exports = globalThis.fetch;");
        var script = await SampleAsync(server, campaign, "push.js", sample => $"(async () => {{\n{sample}\nconsole.log(JSON.stringify(data));\n}})();");

        await ShouldHavePushedAsync(server, campaign, await RunAsync("node", [script]));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_Python_sample_pushes_a_lead(string engine)
    {
        var (server, campaign) = await CampaignAsync(engine);
        File.Copy(Path.Combine(Samples, "requests.py"), Path.Combine(Folder, "stand_in_requests.py"));
        var script = await SampleAsync(server, campaign, "push.py", sample =>
            "try:\n import requests\nexcept ImportError:\n import stand_in_requests, sys\n sys.modules['requests'] = stand_in_requests\n"
            + $"{sample}\nimport json\nprint(json.dumps(data))\n");

        await ShouldHavePushedAsync(server, campaign, await RunAsync("python3", [script]));
    }

    private async Task<(TestServer Server, string Campaign)> CampaignAsync(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync("""{"leadSchema": [{"name": "customer_name", "required": true}, {"name": "place"}]}""", TestSettings.Agent);
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        return (server, campaign);
    }

    private async Task<string> SampleAsync(TestServer server, string campaign, string name, Func<string, string> around)
    {
        var sample = (await File.ReadAllTextAsync(Path.Combine(Samples, name)))
            .Replace("https://platform.futwork.ai/api", $"{server.BaseUrl}/api")
            .Replace("{campaignId}", campaign)
            .Replace("123jkkn43oo42551345gfqrg", TestServer.Key);
        var path = Path.Combine(Folder, name);
        await File.WriteAllTextAsync(path, around(sample));
        return path;
    }

    private static async Task ShouldHavePushedAsync(TestServer server, string campaign, string output)
    {
        var answer = JsonNode.Parse(output)!;
        answer["success"]!.GetValue<bool>().ShouldBeTrue(output);
        answer["campaignId"]!.GetValue<string>().ShouldBe(campaign);
        answer["status"]!.GetValue<string>().ShouldBe("queued");
        var lead = await server.GetAsync($"/api/leads/{answer["data"]!["leadId"]!.GetValue<string>()}");
        lead.ShouldBe(HttpStatusCode.OK).Text("normalizedPhoneNumber").ShouldBe("+919999789877");
        lead.Json["recipientData"]!["customer_name"]!.GetValue<string>().ShouldBe("abcd xyz");
    }

    private async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Folder,
        };
        // The loopback address is reached directly, whatever the machine's way to the outside is.
        start.Environment["no_proxy"] = start.Environment["NO_PROXY"] = "127.0.0.1";
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        process.ExitCode.ShouldBe(0, errors);
        return await output;
    }
}
