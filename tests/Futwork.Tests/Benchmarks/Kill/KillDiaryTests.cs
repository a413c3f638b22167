using Futwork.Benchmarks.Kill;

namespace Futwork.Tests.Benchmarks.Kill;

/// <summary>What the kill bench knows of its own blows, and of the builds that it starts.</summary>
public sealed class KillDiaryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("futwork-diary-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_node_that_is_told_to_stop_is_asked_for_nothing_from_then_on_and_has_left_its_calls_when_it_ends()
    {
        var diary = new KillDiary(_folder);
        var node = new KillNode(1, _folder, "", 8080, 5060);

        diary.Started(node, ServerBuild.This);
        diary.Leaves(node);
        var left = diary.Shifts.ShouldHaveSingleItem().Until;
        diary.Shifts.ShouldHaveSingleItem().Until.ShouldBe(left, "the shift is over");
        diary.Blows.ShouldBeEmpty();
        diary.Gone(node, "stopped");
        diary.Started(node, new ServerBuild("other", _folder));

        var blow = diary.Blows.ShouldHaveSingleItem();
        (blow.Source, blow.ToldAt <= left, blow.At >= left, diary.Shifts.Count).ShouldBe((node.Source, true, true, 2));
        (diary.Starts["this"], diary.Starts["other"]).ShouldBe((1, 1));
        File.ReadAllLines(Path.Combine(_folder, "diary.jsonl")).Length.ShouldBe(4);
    }

    [Fact]
    public void Another_build_has_to_be_there_and_with_it_some_of_the_stops_are_graceful()
    {
        Should.Throw<ArgumentException>(() => KillOptions.Parse(["kill", "--other", _folder]));
        File.WriteAllText(Path.Combine(_folder, "Futwork.dll"), "");

        var options = KillOptions.Parse(["kill", "--other", _folder, "--kills", "3"]);

        (options.Other?.Folder, options.Graceful, options.Kills).ShouldBe((_folder, 25, 3));
        KillOptions.Parse(["kill"]).Graceful.ShouldBe(0);
    }
}
