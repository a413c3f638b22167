using Futwork.Realtime.Understanding;

namespace Futwork.Tests.Realtime.Understanding;

public sealed class SpokenNameTests
{
    [Theory]
    [InlineData("asha rao", "Asha Rao")]
    [InlineData("My name is Asha Rao.", "Asha Rao")]
    [InlineData("yes this is asha speaking", "Asha")]
    [InlineData("mera naam rahul sharma hai", "Rahul Sharma")]
    [InlineData("मेरा नाम आशा है", "आशा")]
    [InlineData("it's Asha", "Asha")]
    [InlineData("why do you want my name", null)]
    [InlineData("no", null)]
    [InlineData("98765", null)]
    [InlineData("my name is", null)]
    [InlineData("a b c d e f", null)]
    public void A_name_is_taken_out_of_the_answer(string answer, string? name) => SpokenName.Read(answer).ShouldBe(name);
}
