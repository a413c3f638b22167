using Futwork.Consent;

namespace Futwork.Tests.Consent;

public sealed class PhoneCellTests
{
    [Theory]
    [InlineData("'+919876543210", "+919876543210")]
    [InlineData("=\"+919876543210\"", "+919876543210")]
    [InlineData("9876543210.0", "9876543210")]
    [InlineData("9.19876543211E+11", "919876543211")]
    [InlineData("4.47E+11", "4.47E+11")]
    public void What_a_spreadsheet_did_to_a_number_is_undone_where_nothing_is_lost(string cell, string number) => PhoneCell.Clean(cell).ShouldBe(number);
}
