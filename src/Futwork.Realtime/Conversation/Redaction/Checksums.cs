namespace Futwork.Realtime.Conversation.Redaction;

/// <summary>Check digits, by which a number is told from any other row of digits.</summary>
internal static class Checksums
{
    // Verhoeff, "Error Detecting Decimal Codes" (1969): products of the dihedral group D5, and the permutation of each place.
    private static readonly string[] Product =
    [
        "0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
    ];

    private static readonly string[] Permutation =
    [
        "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
    ];

    /// <summary>Luhn (ISO/IEC 7812-1, annex B): payment cards.</summary>
    public static bool Luhn(string digits)
    {
        int sum = 0;
        foreach ((int i, char digit) in digits.Reverse().Index())
        {
            int value = (digit - '0') * (i % 2 == 0 ? 1 : 2);
            sum += value > 9 ? value - 9 : value;
        }

        return sum % 10 == 0;
    }

    /// <summary>Verhoeff: Aadhaar numbers.</summary>
    public static bool Verhoeff(string digits)
    {
        int check = 0;
        foreach ((int i, char digit) in digits.Reverse().Index())
            check = Product[check][Permutation[i % 8][digit - '0'] - '0'] - '0';
        return check == 0;
    }
}
