using System.Collections.Frozen;

namespace Futwork.Consent;

/// <summary>
/// What the first digits of a number tell beyond its country, from the published numbering plans. In North America a code belongs to a state, a
/// province or a country, and gets every timezone in which somebody there lives by the clock. A code that is not listed gets all timezones of its plan, which
/// is the safe answer: so are numbers without a place (800, 600) and codes too new for this list. Compared on 2026-11-28 with the map of libphonenumber: no code has
/// fewer timezones here, but for 689 (Orlando, which is Eastern) and 709 (Labrador's south).
/// </summary>
internal static class DialingCodes
{
    private const string Eastern = "America/New_York";
    private const string Central = "America/Chicago";
    private const string Mountain = "America/Denver";
    private const string Pacific = "America/Los_Angeles";

    private static readonly FrozenDictionary<string, PersonZones> ByCode = Read();

    /// <summary>What is known of a number; null when that is no more than its country.</summary>
    /// <param name="digits">E.164 without the plus.</param>
    public static PersonZones? Of(string digits)
    {
        if (digits.Length < 4 || digits[0] is not ('1' or '7'))
            return null;
        // Kazakhstan has what begins with 6 or 7 behind +7; Moscow and Saint Petersburg have the codes listed below.
        return ByCode.GetValueOrDefault(digits[..4]) ?? ByCode.GetValueOrDefault(digits[..2]);
    }

    private static FrozenDictionary<string, PersonZones> Read()
    {
        var codes = new Dictionary<string, PersonZones>(StringComparer.Ordinal);
        foreach (var (country, zones, list) in Places())
        {
            var where = zones.Length == 0 ? NumberZones.In([country]) : new PersonZones(PersonZones.FromNumber, zones, [country]);
            foreach (var code in list.Split(' '))
                codes.Add(code.Length == 3 ? $"1{code}" : code, where);
        }

        return codes.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static IEnumerable<(string Country, string[] Zones, string Codes)> Places() =>
        [.. UnitedStates(), .. Canada(), .. Islands(), ("KZ", [], "76 77"), ("RU", ["Europe/Moscow"], "7495 7496 7498 7499 7812 7813")];

    private static IEnumerable<(string, string[], string)> UnitedStates() =>
    [
        ("US", [Central], "205 251 256 659 938"), // Alabama
        ("US", [Central, Eastern], "334"), // Alabama: along the Chattahoochee people live by Eastern time
        ("US", [], "907"), // Alaska is nearly as wide as the country
        ("US", ["America/Phoenix"], "480 520 602 623"), // Arizona
        ("US", ["America/Phoenix", Mountain], "928"), // Arizona: the Navajo Nation changes its clocks
        ("US", [Central], "479 501 870"), // Arkansas
        ("US", [Pacific], "209 213 279 310 323 341 350 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669"), // California
        ("US", [Pacific], "707 714 747 760 805 818 820 831 840 858 909 916 925 949 951"), // California
        ("US", [Mountain], "303 719 720 970 983"), // Colorado
        ("US", [Eastern], "203 475 860 959"), // Connecticut
        ("US", [Eastern], "302 202 771"), // Delaware, District of Columbia
        ("US", [Eastern], "239 305 321 352 386 407 561 645 656 689 727 754 772 786 813 863 904 941 954"), // Florida
        ("US", [Eastern, Central], "850 448"), // Florida: the Panhandle
        ("US", [Eastern], "229 404 470 478 678 706 762 770 912 943"), // Georgia
        ("US", ["Pacific/Honolulu"], "808"), // Hawaii
        ("US", ["America/Boise", Pacific], "208 986"), // Idaho
        ("US", [Central], "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872"), // Illinois
        ("US", ["America/Indiana/Indianapolis"], "260 317 463 765"), // Indiana
        ("US", ["America/Indiana/Indianapolis", Central], "219 574 812 930"), // Indiana
        ("US", [Central], "319 515 563 641 712"), // Iowa
        ("US", [Central], "316 913"), // Kansas
        ("US", [Central, Mountain], "620 785"), // Kansas
        ("US", [Eastern, Central], "270 364 502 606 859"), // Kentucky
        ("US", [Central], "225 318 337 504 985"), // Louisiana
        ("US", [Eastern], "207"), // Maine
        ("US", [Eastern], "227 240 301 410 443 667"), // Maryland
        ("US", [Eastern], "339 351 413 508 617 774 781 857 978"), // Massachusetts
        ("US", ["America/Detroit"], "231 248 269 313 517 586 616 734 810 947 989"), // Michigan
        ("US", ["America/Detroit", "America/Menominee"], "906"), // Michigan: the Upper Peninsula
        ("US", [Central], "218 320 507 612 651 763 952"), // Minnesota
        ("US", [Central], "228 601 662 769"), // Mississippi
        ("US", [Central], "314 417 557 573 636 660 816"), // Missouri
        ("US", [Mountain], "406"), // Montana
        ("US", [Central, Mountain], "308 402 531"), // Nebraska
        ("US", [Pacific], "702 725"), // Nevada
        ("US", [Pacific, Mountain], "775"), // Nevada: towns on the border of Utah and Idaho
        ("US", [Eastern], "603"), // New Hampshire
        ("US", [Eastern], "201 551 609 640 732 848 856 862 908 973"), // New Jersey
        ("US", [Mountain], "505 575"), // New Mexico
        ("US", [Eastern], "212 315 332 347 516 518 585 607 631 646 680 716 718 838 845 914 917 929 934"), // New York
        ("US", [Eastern], "252 336 704 743 828 910 919 980 984"), // North Carolina
        ("US", [Central, Mountain], "701 605"), // North Dakota, South Dakota
        ("US", [Eastern], "216 220 234 326 330 380 419 440 513 567 614 740 937"), // Ohio
        ("US", [Central], "405 539 572 918"), // Oklahoma
        ("US", [Central, Mountain], "580"), // Oklahoma: the end of the Panhandle lives by Mountain time
        ("US", [Pacific], "503 971"), // Oregon
        ("US", [Pacific, "America/Boise"], "541 458"), // Oregon: Malheur County
        ("US", [Eastern], "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878"), // Pennsylvania
        ("US", [Eastern], "401"), // Rhode Island
        ("US", [Eastern], "803 839 843 854 864"), // South Carolina
        ("US", [Eastern, Central], "423 865 931"), // Tennessee
        ("US", [Central], "615 629 731 901"), // Tennessee
        ("US", [Central], "210 214 254 281 325 346 361 409 430 469 512 682 713 726 737 806 817 830 832 903 936 940 945 956 972 979"), // Texas
        ("US", [Central, Mountain], "432 915"), // Texas: the far west
        ("US", [Mountain], "385 435 801"), // Utah
        ("US", [Eastern], "802"), // Vermont
        ("US", [Eastern], "276 434 540 571 703 757 804 948"), // Virginia
        ("US", [Pacific], "206 253 360 425 509 564"), // Washington
        ("US", [Eastern], "304 681"), // West Virginia
        ("US", [Central], "262 414 534 608 715 920"), // Wisconsin
        ("US", [Mountain], "307"), // Wyoming
    ];

    private static IEnumerable<(string, string[], string)> Canada() =>
    [
        ("CA", ["America/Edmonton"], "403 587 780 825 368"), // Alberta
        ("CA", ["America/Vancouver"], "604"), // British Columbia: the south-west
        ("CA", ["America/Vancouver", "America/Dawson_Creek", "America/Fort_Nelson", "America/Creston", "America/Edmonton"], "236 250 672 778"), // British Columbia
        ("CA", ["America/Winnipeg"], "204 431"), // Manitoba
        ("CA", ["America/Moncton"], "506"), // New Brunswick
        ("CA", ["America/St_Johns", "America/Goose_Bay"], "709"), // Newfoundland and Labrador
        ("CA", ["America/Halifax", "America/Glace_Bay"], "902 782"), // Nova Scotia, Prince Edward Island
        ("CA", ["America/Toronto"], "226 249 289 343 365 416 437 519 548 613 647 705 905"), // Ontario
        ("CA", ["America/Toronto", "America/Winnipeg", "America/Atikokan"], "807"), // Ontario: the north-west
        ("CA", ["America/Toronto"], "438 450 514 579"), // Québec: around Montréal
        ("CA", ["America/Toronto", "America/Blanc-Sablon", "America/Halifax"], "367 418 581 819 873"), // Québec
        ("CA", ["America/Regina", "America/Swift_Current", "America/Edmonton"], "306 639"), // Saskatchewan
        ("CA", [], "867"), // Yukon, Northwest Territories, Nunavut
    ];

    private static IEnumerable<(string, string[], string)> Islands() =>
    [
        ("AG", [], "268"), ("AI", [], "264"), ("AS", [], "684"), ("BB", [], "246"), ("BM", [], "441"), ("BS", [], "242"), ("DM", [], "767"),
        ("DO", [], "809 829 849"), ("GD", [], "473"), ("GU", [], "671"), ("JM", [], "658 876"), ("KN", [], "869"), ("KY", [], "345"),
        ("LC", [], "758"), ("MP", [], "670"), ("MS", [], "664"), ("PR", [], "787 939"), ("SX", [], "721"), ("TC", [], "649"),
        ("TT", [], "868"), ("VC", [], "784"), ("VG", [], "284"), ("VI", [], "340"),
    ];
}
