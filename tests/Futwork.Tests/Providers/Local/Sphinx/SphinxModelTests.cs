using Futwork.Providers.Local.Sphinx;

namespace Futwork.Tests.Providers.Local.Sphinx;

public sealed class SphinxModelTests
{
    [Fact]
    public void What_a_killed_process_left_is_deleted_and_what_somebody_holds_is_not()
    {
        var left = Directory.CreateTempSubdirectory("futwork-speech-").FullName;
        File.WriteAllText(Path.Combine(left, "held"), "");
        using var held = SphinxModel.Open(SphinxModel.DebianFolder);

        using var other = SphinxModel.Open(SphinxModel.DebianFolder);

        Directory.Exists(left).ShouldBeFalse();
        Directory.Exists(held.Acoustic).ShouldBeTrue();
        held.Dispose();
        Directory.Exists(held.Acoustic).ShouldBeFalse();
    }
}
