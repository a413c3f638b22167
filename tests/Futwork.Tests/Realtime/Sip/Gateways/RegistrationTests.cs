using System.Net;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Gateways;

/// <summary>Our registrations at a registrar that the test plays by hand, on a fake clock.</summary>
public sealed class RegistrationTests : IAsyncLifetime
{
    private const string Challenge = "WWW-Authenticate: Digest realm=\"test\", nonce=\"n1\", qop=\"auth\"";
    private readonly FakeTime _time = new();
    private readonly WirePeer _registrar = new();
    private readonly HashSet<string> _seen = [];
    private SipPhone _phone = null!;

    private SipLineSetup Setup => new()
    {
        Gateways = [new SipGateway { Host = IPAddress.Loopback.ToString(), Port = _registrar.Port, Transport = SipTransport.Udp }],
        User = "desk",
        Domain = "carrier.test",
        Credentials = new SipCredentials("desk", "s3cret"),
        Register = TimeSpan.FromSeconds(3600),
    };

    public async ValueTask InitializeAsync() => _phone = await SipPhone.StartAsync(time: _time);

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        _registrar.Dispose();
    }

    [Fact]
    public async Task Register_names_us_answers_the_challenge_and_is_repeated_before_what_was_granted_ends()
    {
        var line = _phone.Agent.Keep(Setup);
        var first = await NewAsync();
        Bytes.Text(first.RequestUri).ShouldBe("sip:carrier.test");
        first.Text("To").ShouldBe("<sip:desk@carrier.test>");
        first.Text("Contact").ShouldBe($"<sip:desk@127.0.0.1:{_phone.Port}>;expires=3600");
        first.Text("Expires").ShouldBe("3600");
        _registrar.Respond(first, 401, headers: Challenge);
        var second = await NewAsync();
        second.Text("Authorization").ShouldNotBeNull().ShouldContain("username=\"desk\"");
        Grant(second, 600);
        var state = await StateAsync(RegistrationState.Registered);
        state.ExpiresAt.ShouldBe(_time.GetUtcNow() + TimeSpan.FromSeconds(600));

        var third = await NextAsync();

        _time.Elapsed.TotalSeconds.ShouldBeInRange(400, 520);
        Bytes.Text(third.CallId).ShouldBe(Bytes.Text(first.CallId));
        third.CSeq.ShouldBeGreaterThan(second.CSeq);
        third.Text("Authorization").ShouldNotBeNull().ShouldContain("nc=00000002");
        Grant(third, 600);
        var ending = line.DisposeAsync();
        var last = await NewAsync();
        last.Text("Contact").ShouldEndWith(";expires=0");
        last.Text("Expires").ShouldBe("0");
        Grant(last, 0);
        await ending;
        _phone.Agent.Health(Setup).Registration!.State.ShouldBe(RegistrationState.Ended);
    }

    [Fact]
    public async Task Line_that_ends_in_the_middle_of_a_challenged_refresh_is_taken_back_with_a_number_of_its_own()
    {
        var line = _phone.Agent.Keep(Setup);
        Grant(await NewAsync(), 60);
        await StateAsync(RegistrationState.Registered);
        _registrar.Respond(await NextAsync(), 401, headers: Challenge);
        var refresh = await NewAsync();

        var ending = line.DisposeAsync();
        var last = await NewAsync();

        last.Text("Expires").ShouldBe("0");
        last.CSeq.ShouldBeGreaterThan(refresh.CSeq);
        Grant(last, 0);
        await ending;
    }

    [Fact]
    public async Task Registrar_that_wants_longer_gets_it()
    {
        var line = _phone.Agent.Keep(Setup with { Register = TimeSpan.FromSeconds(60) });
        _registrar.Respond(await NewAsync(), 423, headers: "Min-Expires: 1800");

        var longer = await NewAsync();

        longer.Text("Expires").ShouldBe("1800");
        Grant(longer, 1800);
        await StateAsync(RegistrationState.Registered);
        await EndAsync(line);
    }

    [Fact]
    public async Task Failures_are_tried_again_ever_later_and_a_refusal_after_minutes()
    {
        var line = _phone.Agent.Keep(Setup);
        _registrar.Respond(await NewAsync(), 500);
        await StateAsync(RegistrationState.Failed);
        var before = _time.Elapsed;
        var again = await NextAsync();
        (_time.Elapsed - before).TotalSeconds.ShouldBeInRange(7, 40);

        _registrar.Respond(again, 403);
        await StateAsync(RegistrationState.Refused);
        before = _time.Elapsed;
        again = await NextAsync();
        (_time.Elapsed - before).TotalSeconds.ShouldBeInRange(90, 330);
        Grant(again, 600);
        await StateAsync(RegistrationState.Registered);
        await EndAsync(line);
    }

    [Fact]
    public async Task Registrar_that_fails_behind_its_challenge_tells_nothing_of_the_password_at_the_next()
    {
        using var next = new WirePeer();
        var setup = Setup with { Gateways = [.. Setup.Gateways, Setup.Gateways[0] with { Port = next.Port }] };
        var line = _phone.Agent.Keep(setup);
        _registrar.Respond(await NewAsync(), 401, headers: Challenge);
        _registrar.Respond(await NewAsync(), 500);

        var first = await next.ExpectAsync("REGISTER ");
        first.Text("Authorization").ShouldBeNull();
        next.Respond(first, 401, headers: "WWW-Authenticate: Digest realm=\"test\", nonce=\"n2\", qop=\"auth\"");
        var second = await next.ExpectAsync("REGISTER ");

        second.Text("Authorization").ShouldNotBeNull().ShouldContain("nonce=\"n2\"");
        next.Respond(second, 200, headers: "Expires: 600");
        await Eventually.IsAsync(() => _phone.Agent.Health(setup).Registration is { State: RegistrationState.Registered } now ? now : null);
        var ending = line.DisposeAsync();
        next.Respond(await next.ExpectAsync("REGISTER "), 200);
        await ending;
    }

    [Fact]
    public async Task Registrar_that_asks_for_a_long_rest_is_asked_again_after_an_hour()
    {
        await using var line = _phone.Agent.Keep(Setup);
        _registrar.Respond(await NewAsync(), 503, headers: "Retry-After: 86400");
        await StateAsync(RegistrationState.Failed);
        var before = _time.Elapsed;

        await NextAsync(seconds: 25);

        // Some of it may have passed before a slow machine begins to wait.
        (_time.Elapsed - before).TotalHours.ShouldBeInRange(1, 12);
    }

    /// <summary>Behind a NAT a registrar that says where it sees us (RFC 3581) is told that we are there, and that we are not where we thought.</summary>
    [Fact]
    public async Task Address_that_the_registrar_sees_us_at_is_registered_instead_of_ours()
    {
        _registrar.Sees = new IPEndPoint(IPAddress.Parse("203.0.113.5"), 40123);
        var line = _phone.Agent.Keep(Setup);
        var first = await NewAsync();
        first.Elements(SipHeader.Contact).ShouldBe([$"<sip:desk@127.0.0.1:{_phone.Port}>;expires=3600"]);
        Grant(first, 600);

        var second = await NewAsync();

        second.Elements(SipHeader.Contact).ShouldBe(["<sip:desk@203.0.113.5:40123>;expires=3600", $"<sip:desk@127.0.0.1:{_phone.Port}>;expires=0"]);
        _registrar.Respond(second, 200, headers: ["Contact: <sip:desk@203.0.113.5:40123>;expires=300", "Expires: 600"]);
        (await StateAsync(RegistrationState.Registered)).ExpiresAt.ShouldBe(_time.GetUtcNow() + TimeSpan.FromSeconds(300));
        var call = _phone.Agent.Dial(SipPhone.To(_registrar.Port));
        (await _registrar.ExpectAsync("INVITE ")).Text("Contact").ShouldBe("<sip:+911600110011@203.0.113.5:40123>");
        var hangUp = call.HangUpAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(2));
        await hangUp;
        await EndAsync(line);
    }

    [Fact]
    public async Task Address_that_was_configured_stands_whatever_the_registrar_sees()
    {
        await using var phone = await SipPhone.StartAsync(time: _time, sip: new SipOptions { AdvertisedAddress = IPAddress.Parse("198.51.100.7") });
        _registrar.Sees = new IPEndPoint(IPAddress.Parse("203.0.113.5"), 40123);
        var line = phone.Agent.Keep(Setup);

        var register = await NewAsync();

        register.Text("Contact").ShouldBe($"<sip:desk@198.51.100.7:{phone.Port}>;expires=3600");
        Grant(register, 600);
        await Eventually.IsAsync(() => phone.Agent.Health(Setup).Registration is { State: RegistrationState.Registered } now ? now : null);
        _registrar.IsWaiting.ShouldBeFalse();
        await EndAsync(line);
    }

    [Fact]
    public async Task Node_tells_who_it_is_and_does_without_where_that_is_not_understood()
    {
        var instance = Guid.Parse("f81d4fae-7dec-81d0-a765-00a0c91e6bf6");
        await using var phone = await SipPhone.StartAsync(time: _time, sip: new SipOptions { InstanceId = instance });
        var line = phone.Agent.Keep(Setup);
        var first = await NewAsync();
        first.Text("Contact").ShouldBe($"<sip:desk@127.0.0.1:{phone.Port}>;expires=3600;+sip.instance=\"<urn:uuid:f81d4fae-7dec-81d0-a765-00a0c91e6bf6>\";reg-id=1");
        first.Text("Supported").ShouldBe("path, outbound");

        _registrar.Respond(first, 439);

        var second = await NewAsync();
        second.Text("Contact").ShouldBe($"<sip:desk@127.0.0.1:{phone.Port}>;expires=3600");
        second.Text("Supported").ShouldBeNull();
        Grant(second, 600);
        await Eventually.IsAsync(() => phone.Agent.Health(Setup).Registration is { State: RegistrationState.Registered } now ? now : null);
        await EndAsync(line);
    }

    private void Grant(SipMessage register, int seconds) =>
        _registrar.Respond(register, 200, headers: [$"Contact: <sip:other@192.0.2.1>;expires=9999, <sip:desk@127.0.0.1:{_phone.Port}>;expires={seconds}", $"Expires: {seconds + 7}"]);

    private Task<RegistrationHealth> StateAsync(RegistrationState wanted) =>
        Eventually.IsAsync(() => _phone.Agent.Health(Setup).Registration is { } now && now.State == wanted ? now : null);

    /// <summary>The next REGISTER, for which time passes, so many seconds at once.</summary>
    private Task<SipMessage> NextAsync(int seconds = 1) => NewAsync(() => _time.Advance(TimeSpan.FromSeconds(seconds)));

    /// <summary>A REGISTER that is not the repetition of one seen before.</summary>
    private async Task<SipMessage> NewAsync(Action? pass = null)
    {
        while (true)
        {
            var register = await _registrar.ExpectAsync("REGISTER ", pass);
            if (_seen.Add(Bytes.Text(register.TopVia.Branch))) return register;
        }
    }

    private async Task EndAsync(IAsyncDisposable line)
    {
        var ending = line.DisposeAsync();
        Grant(await NewAsync(), 0);
        await ending;
    }
}
