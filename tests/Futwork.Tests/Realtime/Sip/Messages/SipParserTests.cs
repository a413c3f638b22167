using System.Text;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Tests.Realtime.Sip.Messages;

/// <summary>Well-formed oddities and malformed messages in the spirit of RFC 4475.</summary>
public sealed class SipParserTests
{
    private const string Options = """
        OPTIONS sip:bob@192.0.2.1 SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bKabc;rport
        From: "Alice" <sip:alice@192.0.2.2>;tag=1a
        To: <sip:bob@192.0.2.1>
        Call-ID: 42@192.0.2.2
        CSeq: 7 OPTIONS
        Max-Forwards: 70
        Content-Length: 0


        """;

    [Fact]
    public void Request_gives_up_its_parts()
    {
        var message = Bytes.Parse(Options);

        message.IsRequest.ShouldBeTrue();
        message.Method.ShouldBe(SipMethod.Options);
        Bytes.Text(message.RequestUri).ShouldBe("sip:bob@192.0.2.1");
        Bytes.Text(message.CallId).ShouldBe("42@192.0.2.2");
        Bytes.Text(message.FromTag).ShouldBe("1a");
        message.ToTag.IsEmpty.ShouldBeTrue();
        message.CSeq.ShouldBe(7u);
        Bytes.Text(message.TopVia.Branch).ShouldBe("z9hG4bKabc");
        message.Body.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Elements_are_found_in_every_header_of_the_name_whole_and_in_any_case_where_that_counts_for_nothing()
    {
        var message = Bytes.Parse(Options.Replace("Max-Forwards: 70", "Supported: timer,  100REL\nk: replaces, \"100\"\nAllow: INVITE, ACKNOWLEDGE\nAllow: BYE", StringComparison.Ordinal));

        message.HasElement(SipHeader.Supported, "100rel", ignoreCase: true).ShouldBeTrue();
        message.HasElement(SipHeader.Supported, "replaces", ignoreCase: true).ShouldBeTrue();
        message.HasElement(SipHeader.Supported, "100", ignoreCase: true).ShouldBeFalse();
        message.HasElement(SipHeader.Allow, "BYE", ignoreCase: false).ShouldBeTrue();
        message.HasElement(SipHeader.Allow, "bye", ignoreCase: false).ShouldBeFalse();
        message.HasElement(SipHeader.Allow, "ACK", ignoreCase: false).ShouldBeFalse();
        message.HasElement(SipHeader.Require, "100rel", ignoreCase: true).ShouldBeFalse();
    }

    [Fact]
    public void Message_read_into_the_same_object_keeps_no_header_of_the_one_before_and_a_copy_keeps_them_all()
    {
        var message = Bytes.Parse(Options.Replace("Max-Forwards: 70", "Contact: <sip:first@192.0.2.9>\nContact: <sip:second@192.0.2.9>", StringComparison.Ordinal));
        var copy = message.Clone();

        SipParser.Parse(Bytes.Wire(Options), message).ShouldBe(SipParseError.None);

        message.Has(SipHeader.Contact).ShouldBeFalse();
        message.Value(SipHeader.Contact).IsEmpty.ShouldBeTrue();
        Bytes.Text(message.Value(SipHeader.MaxForwards)).ShouldBe("70");
        Bytes.Text(copy.Value(SipHeader.Contact)).ShouldBe("<sip:first@192.0.2.9>");
        copy.Has(SipHeader.MaxForwards).ShouldBeFalse();
    }

    [Fact]
    public void Response_gives_up_its_status_reason_and_body()
    {
        var message = Bytes.Parse("""
            SIP/2.0 183 Session Progress, please wait
            Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1
            From: <sip:a@b>;tag=1
            To: <sip:c@d>;tag=2
            Call-ID: x
            CSeq: 1 INVITE
            Content-Length: 4

            v=0
            trailing bytes that the length leaves out
            """);

        message.IsRequest.ShouldBeFalse();
        message.Status.ShouldBe(183);
        message.Method.ShouldBe(SipMethod.Invite);
        Bytes.Text(message.ReasonPhrase).ShouldBe("Session Progress, please wait");
        Bytes.Text(message.Body).ShouldBe("v=0\r");
    }

    [Fact]
    public void Folded_lines_compact_names_odd_case_and_white_space_are_understood()
    {
        var message = Bytes.Parse("""
            INVITE sip:vivekg@chair.example.com;unknownparam SIP/2.0
            TO :
             sip:vivekg@chair.example.com ;   tag    = 1918181833n
            f   : "J Rosenberg \\\""       <sip:jdrosen@example.com>
              ;
              tag = 98asjd8
            MaX-fOrWaRdS: 0068
            i: inv2543.1717@192.0.2.2
            cseq: 0009
              INVITE
            Via  : SIP  /   2.0
             /UDP
                192.0.2.2;branch=390skdjuw
            s :
            NewFangledHeader:   newfangled value
             continued newfangled value
            v:  SIP  / 2.0  / TCP     spindle.example.com   ;
              branch  =   z9hG4bK9ikj8  ,
             SIP  /    2.0   / UDP  192.168.255.111   ; branch=
             z9hG4bK30239
            m:"Quoted string \"\"" <sip:jdrosen@example.com> ; newparam =
                  newvalue ;
              secondparam ; q = 0.33
            l: 0


            """);

        message.CSeq.ShouldBe(9u);
        Bytes.Text(message.ToTag).ShouldBe("1918181833n");
        Bytes.Text(message.FromTag).ShouldBe("98asjd8");
        Bytes.Text(message.CallId).ShouldBe("inv2543.1717@192.0.2.2");
        Bytes.Text(message.TopVia.Branch).ShouldBe("390skdjuw");
        Bytes.Text(message.TopVia.Host).ShouldBe("192.0.2.2");
        message.Elements(SipHeader.Via).Count.ShouldBe(3);
        message.Text("newfangledheader").ShouldStartWith("newfangled value");
        NameAddress.TryParse(message.Value(SipHeader.Contact), out var contact).ShouldBeTrue();
        Bytes.Text(contact.Uri).ShouldBe("sip:jdrosen@example.com");
    }

    [Fact]
    public void Bare_line_feeds_end_lines_too() =>
        SipParser.Parse(Encoding.ASCII.GetBytes(Options.ReplaceLineEndings("\n")), new SipMessage()).ShouldBe(SipParseError.None);

    [Fact]
    public void Tags_in_the_uri_and_inside_quotes_are_not_the_headers_tag()
    {
        var message = Bytes.Parse(Options
            .Replace("\"Alice\" <sip:alice@192.0.2.2>;tag=1a", "\"x;tag=no <y>\" <sip:alice@192.0.2.2;tag=no>;tag=yes", StringComparison.Ordinal));

        Bytes.Text(message.FromTag).ShouldBe("yes");
    }

    [Fact]
    public void Commas_inside_quotes_and_brackets_do_not_part_a_list()
    {
        var message = Bytes.Parse(Options.Replace(
            "Max-Forwards: 70",
            "Record-Route: \"a, b\" <sip:p1;lr>, <sip:p2,x;lr>\nRecord-Route: <sip:p3;lr>",
            StringComparison.Ordinal));

        message.Elements(SipHeader.RecordRoute).ShouldBe(["\"a, b\" <sip:p1;lr>", "<sip:p2,x;lr>", "<sip:p3;lr>"]);
    }

    [Theory]
    [InlineData("OPTIONS sip:bob@192.0.2.1 SIP/2.0", "OPTIONS sip:bob@192.0.2.1 SIP/7.0", SipParseError.Version)]
    [InlineData("OPTIONS sip:bob@192.0.2.1 SIP/2.0", "OPTIONS <sip:bob@192.0.2.1> SIP/2.0", SipParseError.RequestUri)]
    [InlineData("OPTIONS sip:bob@192.0.2.1 SIP/2.0", "OPTIONS sip:bob@192.0.2.1; x SIP/2.0", SipParseError.StartLine)]
    [InlineData("OPTIONS sip:bob@192.0.2.1 SIP/2.0", "OPTIONS sip:bob@192.0.2.1", SipParseError.StartLine)]
    [InlineData("OPTIONS sip:bob@192.0.2.1 SIP/2.0", "SIP/2.0 99 Low", SipParseError.StartLine)]
    [InlineData("OPTIONS sip:bob@192.0.2.1 SIP/2.0", "SIP/2.0 4294967301 Better not", SipParseError.StartLine)]
    [InlineData("CSeq: 7 OPTIONS", "CSeq: 7 INVITE", SipParseError.MethodMismatch)]
    [InlineData("CSeq: 7 OPTIONS", "CSeq: 36893488147419103232 OPTIONS", SipParseError.Header)]
    [InlineData("CSeq: 7 OPTIONS", "CSeq: -7 OPTIONS", SipParseError.Header)]
    [InlineData("CSeq: 7 OPTIONS", "CSeq: OPTIONS", SipParseError.Header)]
    [InlineData("CSeq: 7 OPTIONS\n", "", SipParseError.MissingHeader)]
    [InlineData("Call-ID: 42@192.0.2.2\n", "", SipParseError.MissingHeader)]
    [InlineData("Call-ID: 42@192.0.2.2", "Call-ID: 42@192.0.2.2\nCall-ID: 43@192.0.2.2", SipParseError.DuplicateHeader)]
    [InlineData("Content-Length: 0", "Content-Length: 0\nl: 5", SipParseError.DuplicateHeader)]
    [InlineData("Content-Length: 0", "Content-Length: -999", SipParseError.ContentLength)]
    [InlineData("Content-Length: 0", "Content-Length: 9999", SipParseError.ContentLength)]
    [InlineData("Content-Length: 0", "Content-Length: 99999999999999999999", SipParseError.ContentLength)]
    [InlineData("From: \"Alice\" <sip:alice@192.0.2.2>;tag=1a", "From: \"Alice <sip:alice@192.0.2.2>;tag=1a", SipParseError.Header)]
    [InlineData("To: <sip:bob@192.0.2.1>", "To: <sip:bob@192.0.2.1", SipParseError.Header)]
    [InlineData("Via: SIP/2.0/UDP 192.0.2.2:5070", "Via: SIP/3.0/UDP 192.0.2.2:5070", SipParseError.Header)]
    [InlineData("Via: SIP/2.0/UDP 192.0.2.2:5070", "Via: SIP/2.0/UDP 192.0.2.2:70000", SipParseError.Header)]
    [InlineData("Max-Forwards: 70", "Max Forwards: 70", SipParseError.Header)]
    [InlineData("Max-Forwards: 70", ": 70", SipParseError.Header)]
    [InlineData("Max-Forwards: 70", "no colon here", SipParseError.Header)]
    internal void Malformed_messages_are_told_apart(string original, string replacement, SipParseError expected)
    {
        var text = Options.ReplaceLineEndings("\n").Replace(original, replacement, StringComparison.Ordinal);
        text.ShouldNotBe(Options.ReplaceLineEndings("\n"));

        SipParser.Parse(Bytes.Wire(text), new SipMessage()).ShouldBe(expected);
    }

    [Theory]
    [InlineData("OPTIONS sip:bob@192.0.2.1 SIP/2.0", "OPTIONS sip:b\rob@192.0.2.1 SIP/2.0", SipParseError.StartLine)]
    [InlineData("Call-ID: 42@192.0.2.2", "Call-ID: \r42@192.0.2.2", SipParseError.Header)]
    [InlineData("Max-Forwards: 70", "Max-Forwards: 70\rl: 5", SipParseError.Header)]
    [InlineData("OPTIONS sip:bob@192.0.2.1 SIP/2.0", "OPTIONS sip:b\0ob@192.0.2.1 SIP/2.0", SipParseError.StartLine)]
    [InlineData("Call-ID: 42@192.0.2.2", "Call-ID: 42\0@192.0.2.2", SipParseError.Header)]
    internal void Carriage_return_alone_is_malformed_and_a_nul_in_the_start_line_or_the_call_id(string original, string replacement, SipParseError expected)
    {
        var text = Options.ReplaceLineEndings("\r\n").Replace(original, replacement, StringComparison.Ordinal);

        SipParser.Parse(Encoding.ASCII.GetBytes(text), new SipMessage()).ShouldBe(expected);
    }

    [Fact]
    public void Head_that_never_ends_is_malformed() =>
        SipParser.Parse(Bytes.Wire(Options[..Options.IndexOf("Content-Length", StringComparison.Ordinal)]), new SipMessage()).ShouldBe(SipParseError.Header);

    [Fact]
    public void Too_many_headers_are_refused()
    {
        var text = Options.Replace("Max-Forwards: 70", string.Join('\n', Enumerable.Range(0, 250).Select(i => $"X-{i}: {i}")), StringComparison.Ordinal);

        SipParser.Parse(Bytes.Wire(text), new SipMessage()).ShouldBe(SipParseError.TooManyHeaders);
    }

    [Fact]
    public void No_damage_to_a_message_makes_reading_it_throw()
    {
        var random = new Random(4475);
        var message = new SipMessage();
        var whole = Bytes.Wire(Options);
        var bytes = new byte[whole.Length];
        for (var round = 0; round < 20_000; round++)
        {
            whole.CopyTo(bytes, 0);
            for (var hits = random.Next(1, 6); hits > 0; hits--) bytes[random.Next(bytes.Length)] = (byte)(random.Next(4) == 0 ? random.Next(256) : "\r\n\t ;,<>\"\\:/@=[]"[random.Next(16)]);
            if (SipParser.Parse(bytes.AsMemory(0, random.Next(bytes.Length + 1)), message) == SipParseError.None) ReadEverything(message);
        }

        static void ReadEverything(SipMessage message)
        {
            for (var i = 0; i < message.FieldCount; i++) message.HeaderAt(i).ShouldBeOneOf(Enum.GetValues<SipHeader>());
            (message.FromTag.Length + message.ToTag.Length + message.TopVia.Branch.Length + message.Body.Length).ShouldBeGreaterThanOrEqualTo(0);
            message.Elements(SipHeader.RecordRoute).ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_clone_outlives_its_buffer()
    {
        var bytes = Bytes.Wire(Options);
        var message = new SipMessage();
        SipParser.Parse(bytes, message).ShouldBe(SipParseError.None);

        var clone = message.Clone();
        bytes.AsSpan().Fill((byte)'x');

        Bytes.Text(clone.CallId).ShouldBe("42@192.0.2.2");
        clone.Text("from").ShouldBe("\"Alice\" <sip:alice@192.0.2.2>;tag=1a");
    }
}
