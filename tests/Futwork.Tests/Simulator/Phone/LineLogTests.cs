using Futwork.Simulator.Phone;

namespace Futwork.Tests.Simulator.Phone;

public sealed class LineLogTests
{
    [Fact]
    public void Each_moment_is_a_line_of_JSON_without_what_it_has_not()
    {
        var written = new StringWriter();
        new LineLog(written).Write(new LineEntry
        {
            At = new DateTimeOffset(2026, 1, 15, 6, 0, 0, TimeSpan.Zero),
            Event = LineEvent.Refuse,
            Call = "a1",
            From = "+911600110011",
            To = "+919999789802",
            Persona = "busy",
            Status = 486,
        });

        written.ToString().ShouldBe(
            """{"at":"2026-01-15T06:00:00+00:00","event":"refuse","call":"a1","from":"+911600110011","to":"+919999789802","persona":"busy","status":486}""" + "\n");
    }
}
