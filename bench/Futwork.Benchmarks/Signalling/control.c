/*
 * What setting up and ending a call costs where nothing is computed: the setup bench's yardstick.
 *
 *   control PORT RATE CALLS SOUND   places CALLS calls a RATEth of a second apart to the SIP peer at PORT of the loopback address, hangs
 *                                   each up when it is answered, and prints how many were, and the processor time of all in µs.
 *                                   SOUND 1: opens two RTP ports for each, and closes them.
 *   control limits                  prints what a call is made of, in µs of processor time each: a system call that does nothing, a
 *                                   message sent and received by one thread, a port opened and closed, a sleep of 2 ms
 *
 * One thread sleeps and sends INVITE, the other waits and sends ACK and BYE, as our user agent does. Answers are searched, not parsed;
 * nothing is sent again.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { Most = 100000, Size = 65536, FirstPort = 20000, Ports = 1000, ExpeditedForwarding = 46 << 2 };
enum kind { Invite, Ack, Bye };

static const char *methods[] = { "INVITE", "ACK", "BYE" };
static const char *sound = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 20000 RTP/AVP 0 8 101\r\n"
    "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n";

static int sip, port, calls, opens;
static int ports[Most][2];
static struct sockaddr_in peer;
static volatile int over;

static void fail(const char *what) { perror(what); exit(1); }

static struct sockaddr_in loopback(int number)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(number) };
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int bound(int number, int flags)
{
    struct sockaddr_in address = loopback(number);
    int handle = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | flags, 0);
    if (handle < 0 || bind(handle, (void *)&address, sizeof address)) fail("bind");
    return handle;
}

static int bound_for_sound(int number)
{
    int on = 1, class = ExpeditedForwarding, handle = bound(number, SOCK_NONBLOCK);
    setsockopt(handle, IPPROTO_IP, IP_TOS, &class, sizeof class);
    setsockopt(handle, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    return handle;
}

static void say(enum kind kind, int call, const char *tag)
{
    char text[4096];
    int target = ntohs(peer.sin_port), number = kind == Bye ? 2 : 1;
    int length = snprintf(text, sizeof text,
        "%s sip:%d@127.0.0.1:%d SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%d-%d-%d;rport\r\nMax-Forwards: 70\r\n"
        "From: <sip:bench@127.0.0.1>;tag=t%d\r\nTo: <sip:%d@127.0.0.1:%d>%s%s\r\nCall-ID: c-%d-%d\r\nCSeq: %d %s\r\n"
        "Contact: <sip:bench@127.0.0.1:%d>\r\nAllow: INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, PRACK, UPDATE\r\nSupported: timer, 100rel\r\n"
        "User-Agent: control\r\n%sContent-Length: %zu\r\n\r\n%s",
        methods[kind], call, target, port, getpid(), call, kind, call, call, target, tag ? ";tag=" : "", tag ? tag : "", getpid(), call, number,
        methods[kind], port, kind == Invite ? "Content-Type: application/sdp\r\n" : "", kind == Invite ? strlen(sound) : 0, kind == Invite ? sound : "");
    sendto(sip, text, length, 0, (void *)&peer, sizeof peer);
}

static void answered(int call, char *text)
{
    char *tag = strstr(text, "\r\nTo:");
    tag = tag ? strstr(tag, ";tag=") : NULL;
    if (!tag) return;
    tag += 5;
    tag[strcspn(tag, "\r\n;")] = 0;
    say(Ack, call, tag);
    say(Bye, call, tag);
}

static void *receive(void *unused)
{
    static char text[Size];
    while (over < calls)
    {
        ssize_t length = recv(sip, text, sizeof text - 1, 0);
        if (length <= 8) continue;
        text[length] = 0;
        char *id = strstr(text, "Call-ID: c-");
        if (!id || atoi(text + 8) < 200) continue;
        int call = atoi(strchr(id + 11, '-') + 1);
        if (!strstr(text, "2 BYE")) answered(call, text);
        else
        {
            if (opens) { close(ports[call][0]); close(ports[call][1]); }
            over++;
        }
    }

    return unused;
}

static double used(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static int limits(void)
{
    enum { Rounds = 5000, Sleeps = 500, Bytes = 800 };
    char text[Bytes] = { 0 };
    struct sockaddr_in own;
    socklen_t size = sizeof own;
    int handle = bound(0, 0);
    getsockname(handle, (void *)&own, &size);
    double start = used();
    for (int i = 0; i < Rounds; i++) syscall(SYS_getppid);
    printf("%.2f ", (used() - start) / Rounds);
    start = used();
    for (int i = 0; i < Rounds; i++)
    {
        sendto(handle, text, Bytes, 0, (void *)&own, sizeof own);
        if (recv(handle, text, Bytes, 0) != Bytes) fail("recv");
    }

    printf("%.2f ", (used() - start) / Rounds);
    start = used();
    for (int i = 0; i < Rounds; i++) close(bound_for_sound(FirstPort + i));
    printf("%.2f ", (used() - start) / Rounds);
    start = used();
    struct timespec pause = { 0, 2000000 };
    for (int i = 0; i < Sleeps; i++) nanosleep(&pause, NULL);
    printf("%.2f\n", (used() - start) / Sleeps);
    return 0;
}

int main(int count, char **words)
{
    if (count == 2 && !strcmp(words[1], "limits")) return limits();
    if (count != 5) return 2;
    int rate = atoi(words[2]);
    peer = loopback(atoi(words[1]));
    calls = atoi(words[3]);
    opens = atoi(words[4]);
    if (calls > Most) return 2;
    sip = bound(0, 0);
    struct sockaddr_in own;
    socklen_t size = sizeof own;
    getsockname(sip, (void *)&own, &size);
    port = ntohs(own.sin_port);

    pthread_t thread;
    if (pthread_create(&thread, NULL, receive, NULL)) fail("pthread_create");
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    int64_t start = time.tv_sec * 1000000000LL + time.tv_nsec;
    for (int call = 0; call < calls; call++)
    {
        int64_t at = start + call * 1000000000LL / rate;
        time = (struct timespec){ at / 1000000000, at % 1000000000 };
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
        if (opens)
            for (int i = 0; i < 2; i++) ports[call][i] = bound_for_sound(FirstPort + 2 * (call % Ports) + i);
        say(Invite, call, NULL);
    }

    for (int wait = 0; over < calls && wait < 100; wait++) usleep(50000);
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("%d %.0f\n", over, (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 + used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    return 0;
}
