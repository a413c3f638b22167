/*
 * The media bench's yardstick and its far end, in C so that both cost as little as the kernel allows.
 *
 *   control calls PORTS FIRST [CORE]   one connected socket a call, FIRST, FIRST + 2 ...: a packet each 20 ms out, whatever came in
 *   control batched PORTS FIRST [CORE] the same, the system calls of a slot done in two (io_uring)
 *   control shared PORTS FIRST [CORE]  the same from one socket, sendmmsg and recvmmsg for all calls of a slot
 *   control limit SOCKETS SECONDS      how fast one core sends a packet and receives it again: bare calls of the kernel
 *
 * "calls", "batched" and "shared" read PORTS target ports from standard input, a line each, print "ready", and then answer each line
 * "mark" with their counts and "gaps" with how uneven the gaps between the packets of a call were since the last "mark".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { Slots = 10, Size = 172, Batch = 64, CallBatch = 8, Most = 8192, Control = 64, Sending = 1 << 16 };
static const int64_t Slot = 2000000, Period = 20000000;

struct call { int socket; struct sockaddr_in target; int64_t last; uint16_t highest; int started; int64_t expected, received; };

static struct call calls[Most];
static int count, first, core = -1, shared, batched;
static volatile int64_t sent, processor;
static volatile int ready;
static uint32_t gaps[200000];
static int64_t longest;

static struct mmsghdr in[Batch], out[Batch];
static struct iovec in_slices[Batch], out_slices[Batch];
static uint8_t in_packets[Batch][1600], out_packets[Batch][Size], controls[Batch][Control];
static struct sockaddr_in names[Batch];

static void fail(const char *what) { perror(what); exit(1); }

static int64_t read_clock(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int bound(int port)
{
    int on = 1, room = 4 << 20, handle = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = loopback(port);
    if (handle < 0 || bind(handle, (struct sockaddr *)&address, sizeof address)) fail("bind");
    setsockopt(handle, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    if (shared) setsockopt(handle, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    return handle;
}

static void real_time(void)
{
    struct sched_param priority = { .sched_priority = 10 };
    if (sched_setscheduler(0, SCHED_FIFO, &priority)) fprintf(stderr, "no SCHED_FIFO: %s\n", strerror(errno));
    if (core < 0) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    sched_setaffinity(0, sizeof set, &set);
}

static void prepare(void)
{
    for (int i = 0; i < Batch; i++) {
        in_slices[i] = (struct iovec){ in_packets[i], sizeof in_packets[i] };
        out_slices[i] = (struct iovec){ out_packets[i], Size };
        in[i].msg_hdr = (struct msghdr){ .msg_name = &names[i], .msg_iov = &in_slices[i], .msg_iovlen = 1, .msg_control = controls[i] };
        out[i].msg_hdr = (struct msghdr){ .msg_iov = &out_slices[i], .msg_iovlen = 1 };
        memset(out_packets[i], 0xFF, Size);
        out_packets[i][0] = 0x80;
        out_packets[i][1] = 0;
    }
}

static void write_header(uint8_t *packet, int call, int64_t period)
{
    uint16_t sequence = htons((uint16_t)period);
    uint32_t timestamp = htonl((uint32_t)(period * 160)), source = htonl((uint32_t)call + 1);
    memcpy(packet + 2, &sequence, 2);
    memcpy(packet + 4, &timestamp, 4);
    memcpy(packet + 8, &source, 4);
}

static void take(struct call *call, int index)
{
    uint8_t *packet = in_packets[index];
    if (in[index].msg_len < 12 || (packet[1] >= 192 && packet[1] <= 223)) return;
    uint16_t sequence = (uint16_t)(packet[2] << 8 | packet[3]);
    if (!call->started) { call->started = 1; call->highest = sequence - 1; }
    int16_t ahead = (int16_t)(sequence - call->highest);
    if (ahead > 0) { call->expected += ahead; call->highest = sequence; }
    call->received++;
    struct cmsghdr *control = CMSG_FIRSTHDR(&in[index].msg_hdr);
    if (!control || control->cmsg_type != SO_TIMESTAMPNS) return;
    struct timespec time;
    memcpy(&time, CMSG_DATA(control), sizeof time);
    int64_t now = time.tv_sec * 1000000000LL + time.tv_nsec, gap = llabs(now - call->last - Period);
    if (call->last) {
        gaps[gap / 1000 < 199999 ? gap / 1000 : 199999]++;
        if (gap > longest) longest = gap;
    }
    call->last = now;
}

static int receive(int handle, int most)
{
    for (int i = 0; i < most; i++) {
        in[i].msg_hdr.msg_namelen = sizeof names[i];
        in[i].msg_hdr.msg_controllen = Control;
    }
    return recvmmsg(handle, in, most, MSG_DONTWAIT, NULL);
}

static void serve_call(int call, int64_t period)
{
    int got = receive(calls[call].socket, CallBatch);
    for (int i = 0; i < got; i++) take(&calls[call], i);
    write_header(out_packets[0], call, period);
    if (send(calls[call].socket, out_packets[0], Size, MSG_DONTWAIT) == Size) sent++;
}

static int ring;
static unsigned *queue_tail, queue_mask, *done_head, *done_tail, done_mask, queued;
static struct io_uring_sqe *queue;
static struct io_uring_cqe *done;

static void open_ring(void)
{
    struct io_uring_params settings = { 0 };
    ring = syscall(SYS_io_uring_setup, 2 * Batch, &settings);
    if (ring < 0) fail("io_uring");
    int access = PROT_READ | PROT_WRITE;
    uint8_t *rings = mmap(NULL, 1 << 16, access, MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQ_RING);
    queue = mmap(NULL, settings.sq_entries * sizeof *queue, access, MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQES);
    if (rings == MAP_FAILED || queue == MAP_FAILED) fail("mmap");
    queue_tail = (unsigned *)(rings + settings.sq_off.tail);
    queue_mask = *(unsigned *)(rings + settings.sq_off.ring_mask);
    done_head = (unsigned *)(rings + settings.cq_off.head);
    done_tail = (unsigned *)(rings + settings.cq_off.tail);
    done_mask = *(unsigned *)(rings + settings.cq_off.ring_mask);
    done = (struct io_uring_cqe *)(rings + settings.cq_off.cqes);
    for (unsigned i = 0; i < settings.sq_entries; i++) ((unsigned *)(rings + settings.sq_off.array))[i] = i;
}

static void ask(int operation, int handle, struct msghdr *message, uint64_t tag)
{
    queue[(*queue_tail + queued++) & queue_mask] = (struct io_uring_sqe){
        .opcode = operation, .fd = handle, .addr = (uint64_t)message, .len = 1, .msg_flags = MSG_DONTWAIT, .user_data = tag };
}

/* Does what was asked for; returns the calls that got a packet, which may have another. */
static int run_ring(int from, int *calls_with)
{
    int got = 0;
    __atomic_store_n(queue_tail, *queue_tail + queued, __ATOMIC_RELEASE);
    if (queued && syscall(SYS_io_uring_enter, ring, queued, queued, IORING_ENTER_GETEVENTS, NULL, 0) != (long)queued) fail("io_uring_enter");
    queued = 0;
    unsigned head = *done_head, tail = __atomic_load_n(done_tail, __ATOMIC_ACQUIRE);
    for (; head != tail; head++) {
        struct io_uring_cqe *one = &done[head & done_mask];
        if (one->res < 0) continue;
        if (one->user_data & Sending) { sent++; continue; }
        int index = one->user_data, call = from + index * Slots;
        in[index].msg_len = one->res;
        take(&calls[call], index);
        calls_with[got++] = index;
    }
    __atomic_store_n(done_head, head, __ATOMIC_RELEASE);
    return got;
}

static void ask_packet(int from, int index)
{
    in[index].msg_hdr.msg_namelen = sizeof names[index];
    in[index].msg_hdr.msg_controllen = Control;
    ask(IORING_OP_RECVMSG, calls[from + index * Slots].socket, &in[index].msg_hdr, index);
}

static void serve_batched(int slot, int64_t period)
{
    static int again[Batch];
    for (int from = slot; from < count; from += Slots * Batch) {
        int size = (count - from + Slots - 1) / Slots;
        if (size > Batch) size = Batch;
        for (int i = 0; i < size; i++) ask_packet(from, i);
        for (int got = run_ring(from, again); got > 0 && period % 4 == 0; got = run_ring(from, again))
            for (int i = 0; i < got; i++) ask_packet(from, again[i]);
        for (int i = 0; i < size; i++) {
            write_header(out_packets[i], from + i * Slots, period);
            ask(IORING_OP_SENDMSG, calls[from + i * Slots].socket, &out[i].msg_hdr, Sending);
        }
        run_ring(from, again);
    }
}

static void flush(int waiting)
{
    int done = waiting ? sendmmsg(calls[0].socket, out, waiting, MSG_DONTWAIT) : 0;
    if (done > 0) sent += done;
}

/* Calls are told apart by where their packets come from; the far end's ports lie two apart. */
static void serve_shared(int slot, int64_t period)
{
    int waiting = 0, got, base = ntohs(calls[0].target.sin_port);
    do {
        got = receive(calls[0].socket, Batch);
        for (int i = 0; i < got; i++) {
            int call = (ntohs(names[i].sin_port) - base) / 2;
            if (call >= 0 && call < count) take(&calls[call], i);
        }
    } while (got == Batch);
    for (int call = slot; call < count; call += Slots) {
        write_header(out_packets[waiting], call, period);
        out[waiting].msg_hdr.msg_name = &calls[call].target;
        out[waiting].msg_hdr.msg_namelen = sizeof calls[call].target;
        if (++waiting == Batch) { flush(waiting); waiting = 0; }
    }
    flush(waiting);
}

static void *run(void *unused)
{
    real_time();
    prepare();
    if (batched) open_ring();
    int64_t start = read_clock(CLOCK_MONOTONIC);
    for (int64_t slot = 0;; slot++) {
        int64_t at = start + slot * Slot;
        struct timespec until = { at / 1000000000, at % 1000000000 };
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR) { }
        if (shared) serve_shared(slot % Slots, slot / Slots);
        else if (batched) serve_batched(slot % Slots, slot / Slots);
        else for (int call = slot % Slots; call < count; call += Slots) serve_call(call, slot / Slots);
        processor = read_clock(CLOCK_THREAD_CPUTIME_ID);
    }
    return unused;
}

static double percentile(double share, int64_t all)
{
    int64_t seen = 0;
    for (int i = 0; i < 200000; i++) if ((seen += gaps[i]) >= all * share) return i / 1000.0;
    return 200;
}

static void mark(void)
{
    int64_t expected = 0, received = 0;
    for (int i = 0; i < count; i++) { expected += calls[i].expected; received += calls[i].received; }
    printf("%ld %ld %ld %ld %ld\n", (long)read_clock(CLOCK_MONOTONIC), (long)processor, (long)sent, (long)received, (long)(expected - received));
    longest = 0;
    memset(gaps, 0, sizeof gaps);
}

static void tell_gaps(void)
{
    int64_t all = 0;
    for (int i = 0; i < 200000; i++) all += gaps[i];
    printf("%.3f %.3f %.3f %.3f\n", percentile(0.5, all), percentile(0.99, all), percentile(0.999, all), longest / 1e6);
}

static void limit(int sockets, int seconds)
{
    static int from[Most], to[Most];
    shared = 1;
    prepare();
    struct sockaddr_in target = loopback(9000);
    int sender = bound(0), receiver = bound(9000);
    connect(sender, (struct sockaddr *)&target, sizeof target);
    int64_t before = read_clock(CLOCK_THREAD_CPUTIME_ID), pairs = 0;
    for (int64_t end = read_clock(CLOCK_MONOTONIC) + seconds * 1000000000LL; read_clock(CLOCK_MONOTONIC) < end;) {
        int done = sendmmsg(sender, out, Batch, 0);
        pairs += receive(receiver, done);
    }
    double batched = (read_clock(CLOCK_THREAD_CPUTIME_ID) - before) / 1000.0 / pairs;
    shared = 0;
    for (int i = 0; i < sockets; i++) {
        struct sockaddr_in there = loopback(10000 + 2 * i), here = loopback(30000 + 2 * i);
        from[i] = bound(30000 + 2 * i);
        to[i] = bound(10000 + 2 * i);
        if (connect(from[i], (struct sockaddr *)&there, sizeof there) || connect(to[i], (struct sockaddr *)&here, sizeof here)) fail("connect");
    }
    before = read_clock(CLOCK_THREAD_CPUTIME_ID);
    pairs = 0;
    for (int64_t end = read_clock(CLOCK_MONOTONIC) + seconds * 1000000000LL; read_clock(CLOCK_MONOTONIC) < end;)
        for (int i = 0; i < sockets; i++) {
            send(from[i], out_packets[0], Size, MSG_DONTWAIT);
            pairs += receive(to[i], CallBatch) > 0;
        }
    printf("%.3f %.3f\n", batched, (read_clock(CLOCK_THREAD_CPUTIME_ID) - before) / 1000.0 / pairs);
}

int main(int arguments, char **values)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    struct rlimit files = { 65536, 65536 };
    setrlimit(RLIMIT_NOFILE, &files);
    if (arguments == 4 && !strcmp(values[1], "limit")) return limit(atoi(values[2]), atoi(values[3])), 0;
    if (arguments < 4) return 2;
    shared = !strcmp(values[1], "shared");
    batched = !strcmp(values[1], "batched");
    count = atoi(values[2]);
    first = atoi(values[3]);
    if (arguments > 4) core = atoi(values[4]);
    for (int i = 0; i < count; i++) calls[i].socket = shared && i > 0 ? calls[0].socket : bound(first + 2 * i);
    puts("bound");
    char line[64];
    for (int i = 0; i < count && fgets(line, sizeof line, stdin); i++) {
        calls[i].target = loopback(atoi(line));
        if (!shared && connect(calls[i].socket, (struct sockaddr *)&calls[i].target, sizeof calls[i].target)) fail("connect");
    }
    pthread_t thread;
    pthread_create(&thread, NULL, run, NULL);
    puts("ready");
    while (fgets(line, sizeof line, stdin)) {
        if (!strncmp(line, "mark", 4)) mark();
        else if (!strncmp(line, "gaps", 4)) tell_gaps();
    }
    return 0;
}
