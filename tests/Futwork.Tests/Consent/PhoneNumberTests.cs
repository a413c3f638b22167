using PhoneNumbers;
using PhoneNumber = Futwork.Consent.PhoneNumber;

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
    // The zero that is dialled at home only, in plans whose numbers have many lengths.
    [InlineData("030 1234567", "DE", "+49301234567")]
    [InlineData("+49 (0)30 1234567", "IN", "+49301234567")]
    [InlineData("070-123 45 67", "SE", "+46701234567")]
    [InlineData("+46 (0)70 123 45 67", "IN", "+46701234567")]
    [InlineData("0664 1234567", "AT", "+436641234567")]
    [InlineData("+353 (0)87 123 4567", "IN", "+353871234567")]
    [InlineData("+81 (0)3 1234 5678", "IN", "+81312345678")]
    // The calling code without a plus, where it could be the beginning of a longer number.
    [InlineData("436641234567", "AT", "+436641234567")]
    [InlineData("628123456789", "ID", "+628123456789")]
    [InlineData("358401234567", "FI", "+358401234567")]
    [InlineData("49301234567", "DE", "+49301234567")]
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
    [InlineData("123456789", "9 digits and is no number of IN: it must be a number of IN such as 0")]
    [InlineData("99997898771", "11 digits")]
    [InlineData("0000000000", "calling code")]
    [InlineData("+99912345678", "calling code")]
    [InlineData("+80012345678", "calling code")]
    [InlineData("+91999978987", "9 digits, and is no number of that country: +91 ")]
    [InlineData("+12025", "4 digits")]
    [InlineData("+1 012 555 0123", "+1")]
    [InlineData("+1 212 055 0123", "+1")]
    [InlineData("+", "phone number")]
    [InlineData("9999789877,9999789878", "phone number")]
    public void What_cannot_be_a_number_is_refused_with_what_would_be_right(string text, string hint)
    {
        var (number, wrong) = PhoneNumber.Parse(text, "IN");

        number.ShouldBeNull();
        wrong.ShouldNotBeNull().ShouldContain(hint);
    }

    [Fact]
    public void What_was_read_is_read_the_same_again()
    {
        PhoneNumber.Countries.Count.ShouldBeGreaterThan(200);
        foreach (var country in PhoneNumber.Countries)
        {
            var plans = PhoneNumberUtil.GetInstance();
            var example = plans.GetExampleNumberForType(country, PhoneNumberType.MOBILE) ?? plans.GetExampleNumber(country);
            var (once, wrong) = PhoneNumber.Parse(plans.Format(example, PhoneNumberFormat.NATIONAL), country);

            once.ShouldBe(plans.Format(example, PhoneNumberFormat.E164), $"{country}: {wrong}");
            PhoneNumber.Parse(once!, "US").E164.ShouldBe(once);
            PhoneNumber.CallingCodeOf(once!).ShouldBe(example.CountryCode);
        }
    }
}
