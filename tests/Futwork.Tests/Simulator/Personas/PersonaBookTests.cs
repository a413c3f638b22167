using Futwork.Simulator.Personas;

namespace Futwork.Tests.Simulator.Personas;

public sealed class PersonaBookTests
{
    [Theory]
    [InlineData("+919999789802", "busy")]
    [InlineData("9999789812", "congestion")]
    [InlineData("+919999789877", "interested")]
    [InlineData("7", "interested")]
    public void The_last_two_digits_choose_who_answers(string number, string name) =>
        PersonaBook.BuiltIn().At(number).Name.ShouldBe(name);

    [Fact]
    public void Another_may_answer_where_nobody_lives()
    {
        var book = PersonaBook.BuiltIn("silent");

        book.At("9999789877").Name.ShouldBe("silent");
        book.At("9999789801").Name.ShouldBe("interested");
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_names_there_are() =>
        Should.Throw<PersonaException>(() => PersonaBook.BuiltIn("nobody")).Message.ShouldContain("interested, busy, asks-who");

    [Fact]
    public void A_file_with_a_misspelt_setting_is_refused_with_its_name()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """[{ "name": "a", "number": "01", "about": "b", "ringMiliseconds": 5 }]""");

        Should.Throw<PersonaException>(() => PersonaBook.Load(file, "a")).Message.ShouldContain("ringMiliseconds");

        File.Delete(file);
    }

    [Fact]
    public void The_help_lists_every_persona_with_its_number()
    {
        using var stream = typeof(PersonaBook).Assembly.GetManifestResourceStream("help.txt")!;
        var help = new StreamReader(stream).ReadToEnd();

        foreach (var persona in PersonaBook.BuiltIn().Personas)
            help.ShouldContain($"  {persona.Number} {persona.Name,-16} {persona.About}\n");
    }
}
