using System.Text.Json;
using System.Text.RegularExpressions;
using Futwork.Campaigns;

namespace Futwork.Tests.Campaigns;

public sealed class LeadFieldTests
{
    [Fact]
    public void A_text_that_takes_too_long_to_match_is_refused_in_words()
    {
        var field = new LeadField { Name = "plan", Pattern = "(a|aa)+b" };
        // By an engine that goes back, which no field has: it never comes to an end.
        var endless = new Regex("^(?:a|aa)+b$", RegexOptions.ExplicitCapture, TimeSpan.FromMilliseconds(1));

        field.Problem(JsonSerializer.SerializeToElement(new string('a', 100)), endless).ShouldNotBeNull().ShouldContain("takes too long");
    }
}
