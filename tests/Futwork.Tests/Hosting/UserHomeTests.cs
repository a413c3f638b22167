using Futwork.Hosting;

namespace Futwork.Tests.Hosting;

public sealed class UserHomeTests
{
    [Fact]
    public void A_server_whose_environment_has_no_home_has_one_all_the_same()
    {
        var before = Environment.GetEnvironmentVariable("HOME");
        try
        {
            Environment.SetEnvironmentVariable("HOME", null);

            UserHome.Ensure();

            Environment.GetEnvironmentVariable("HOME").ShouldNotBeNullOrEmpty();
        }
        finally
        {
            Environment.SetEnvironmentVariable("HOME", before);
        }
    }

    [Fact]
    public void The_home_that_the_environment_names_stays()
    {
        var before = Environment.GetEnvironmentVariable("HOME");

        UserHome.Ensure();

        if (!string.IsNullOrEmpty(before))
            Environment.GetEnvironmentVariable("HOME").ShouldBe(before);
    }
}
