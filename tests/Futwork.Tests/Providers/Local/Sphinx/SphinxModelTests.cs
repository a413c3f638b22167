using Futwork.Providers.Local.Sphinx;
using Futwork.Tests.Support;

namespace Futwork.Tests.Providers.Local.Sphinx;

public sealed class SphinxModelTests
{
    [Fact]
    public async Task What_a_killed_process_left_is_deleted_and_what_somebody_holds_is_not()
    {
        var left = Directory.CreateTempSubdirectory("futwork-speech-").FullName;
        File.WriteAllText(Path.Combine(left, "held"), "");
        using var held = SphinxModel.Open(SphinxModel.DebianFolder);

        using var other = SphinxModel.Open(SphinxModel.DebianFolder);

        // Another test that opens one may be deleting it at this moment.
        await Eventually.IsAsync(() => Directory.Exists(left) ? null : "");
        Directory.Exists(held.Acoustic).ShouldBeTrue();
        held.Dispose();
        Directory.Exists(held.Acoustic).ShouldBeFalse();
    }
}
