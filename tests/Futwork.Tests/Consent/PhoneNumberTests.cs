using Futwork.Consent;

namespace Futwork.Tests.Consent;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("9999789877", "IN", "+919999789877")]
    [InlineData("99997 89877", "IN", "+919999789877")]
    [InlineData("(099997)-89.877", "IN", "+919999789877")]
    [InlineData("09999789877", "IN", "+919999789877")]
    [InlineData("919999789877", "IN", "+919999789877")]
    [InlineData("+91 99997 89877", "IN", "+919999789877")]
    [InlineData("00919999789877", "IN", "+919999789877")]
    [InlineData("tel:+91-99997-89877", "IN", "+919999789877")]
    [InlineData("९९९९७८९८७७", "IN", "+919999789877")]
    [InlineData("\u202A9999789877\u202C", "IN", "+919999789877")]
    [InlineData("011 2345 6789", "IN", "+911123456789")]
    [InlineData("9198765432", "IN", "+919198765432")]
    [InlineData("+1 (212) 555-0123", "IN", "+12125550123")]
    [InlineData("212-555-0123", "US", "+12125550123")]
    [InlineData("12125550123", "US", "+12125550123")]
    [InlineData("+44 (0)20 7946 0018", "IN", "+442079460018")]
    [InlineData("020 7946 0018", "GB", "+442079460018")]
    [InlineData("+39 06 6982 1234", "IN", "+390669821234")]
    [InlineData("06 20 123 4567", "HU", "+36201234567")]
    [InlineData("8 912 345-67-89", "RU", "+79123456789")]
    [InlineData("+971 50 123 4567", "IN", "+971501234567")]
    [InlineData("+65 6123 4567", "IN", "+6561234567")]
    public void Numbers_as_people_write_them_become_E164(string text, string country, string expected)
    {
        var (number, wrong) = PhoneNumber.Parse(text, country);

        number.ShouldBe(expected, wrong);
    }

    [Theory]
    [InlineData("", "phone number")]
    [InlineData("abc", "phone number")]
    [InlineData("99997898x7", "phone number")]
    [InlineData("12", "phone number")]
    [InlineData("123456789", "10 digits for IN")]
    [InlineData("99997898771", "11 digits")]
    [InlineData("0000000000", "calling code")]
    [InlineData("+99912345678", "calling code")]
    [InlineData("+91999978987", "10 digits")]
    [InlineData("+12025", "10 digits")]
    [InlineData("+1 012 555 0123", "+1")]
    [InlineData("+", "phone number")]
    [InlineData("9999789877,9999789878", "phone number")]
    public void What_cannot_be_a_number_is_refused_with_what_would_be_right(string text, string hint)
    {
        var (number, wrong) = PhoneNumber.Parse(text, "IN");

        number.ShouldBeNull();
        wrong.ShouldNotBeNull().ShouldContain(hint);
    }

    [Fact]
    public void No_calling_code_begins_with_another_and_no_country_is_named_twice()
    {
        foreach (var plan in NumberingPlan.All)
            NumberingPlan.All.ShouldNotContain(other => other != plan && other.CallingCode.StartsWith(plan.CallingCode), plan.CallingCode);
        NumberingPlan.All.SelectMany(plan => plan.Countries).ShouldBeUnique();
        NumberingPlan.All.SelectMany(plan => plan.Countries).Count().ShouldBeGreaterThan(200);
    }

    [Fact]
    public void What_was_read_is_read_the_same_again()
    {
        foreach (var plan in NumberingPlan.All)
        {
            var national = new string('8', int.Parse(plan.Length.Split(' ')[0]));
            var (once, wrong) = PhoneNumber.Parse($"+{plan.CallingCode}{national}", "IN");

            once.ShouldNotBeNull($"+{plan.CallingCode}: {wrong}");
            PhoneNumber.Parse(once, "US").E164.ShouldBe(once);
        }
    }
}
