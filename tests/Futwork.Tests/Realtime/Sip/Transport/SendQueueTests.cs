using Futwork.Realtime.Sip.Transport;

namespace Futwork.Tests.Realtime.Sip.Transport;

public sealed class SendQueueTests
{
    private readonly SendQueue _queue = new();

    [Fact]
    public void Answers_that_wait_leave_no_room_for_others_until_some_have_left()
    {
        var answer = Message("SIP/2.0 200 OK\r\n", SendQueue.MaxAnswerBytes / 2);
        _queue.TryAdd(answer).ShouldBeTrue();
        _queue.RoomAsync().IsCompleted.ShouldBeTrue();
        _queue.TryAdd(answer).ShouldBeTrue();

        var room = _queue.RoomAsync();
        room.IsCompleted.ShouldBeFalse();
        _queue.Left(answer);

        room.IsCompleted.ShouldBeTrue();
        _queue.RoomAsync().IsCompleted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("\r\n", false)]
    [InlineData("INVITE sip:a@b SIP/2.0\r\n", true)]
    public void Signs_of_life_count_as_answers_and_what_we_ask_does_not(string start, bool hasRoom)
    {
        _queue.TryAdd(Message(start, SendQueue.MaxAnswerBytes)).ShouldBeTrue();

        _queue.RoomAsync().IsCompleted.ShouldBe(hasRoom);
    }

    [Fact]
    public void More_than_one_connection_may_hold_is_refused()
    {
        var request = Message("INVITE sip:a@b SIP/2.0\r\n", SendQueue.MaxBytes / 2);
        _queue.TryAdd(request).ShouldBeTrue();

        _queue.TryAdd(request).ShouldBeFalse();
        _queue.Left(request);

        _queue.TryAdd(request).ShouldBeTrue();
    }

    [Fact]
    public void Small_messages_fill_it_too()
    {
        var sign = Message("\r\n", 2);
        var added = 0;
        while (added < SendQueue.MaxBytes && _queue.TryAdd(sign)) added++;

        added.ShouldBeLessThan(SendQueue.MaxBytes / 50);
    }

    [Fact]
    public void Nobody_waits_for_room_in_a_closed_queue_and_nothing_gets_in()
    {
        _queue.TryAdd(Message("SIP/2.0 200 OK\r\n", SendQueue.MaxAnswerBytes)).ShouldBeTrue();
        var room = _queue.RoomAsync();
        room.IsCompleted.ShouldBeFalse();

        _queue.Close();

        room.IsCompleted.ShouldBeTrue();
        _queue.RoomAsync().IsCompleted.ShouldBeTrue();
        _queue.TryAdd(Message("\r\n", 2)).ShouldBeFalse();
    }

    private static Outgoing Message(string start, int bytes)
    {
        var message = new byte[bytes];
        System.Text.Encoding.ASCII.GetBytes(start).CopyTo(message, 0);
        return new Outgoing(message, MayLeave: null);
    }
}
