/* Every function with what it must not be given: an answer for each, and the process goes on. Arguments as for scenario. */
#include <pthread.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>
#include "scenario.h"

#define BAD_POINTER STAYDOWN_STATUS_BAD_POINTER
#define BAD_LENGTH STAYDOWN_STATUS_BAD_LENGTH
#define BAD_ARGUMENT STAYDOWN_STATUS_BAD_ARGUMENT
#define BAD_SIZE STAYDOWN_STATUS_BAD_SIZE

static const size_t HUGE_LENGTHS[] = {SIZE_MAX, SIZE_MAX / 2 + 1, (size_t)1 << 63};
static const uint32_t BAD_SIZES[] = {0, 1, 3, 4, 7, 5000, UINT32_MAX};
static const char BAD_TEXT[] = "\xff\xfe/\xc3";

static char index_path[4096];
static uint64_t an_index, a_matcher;
static StaydownHash hash;
static struct bytes file;

/* All functions that take a handle, with everything else right. */
static void with_handle(uint64_t handle, int as_index, int as_matcher)
{
    StaydownIndexInfo info = {.size = sizeof info};
    StaydownVerdict verdict = {.size = sizeof verdict};
    uint8_t grey[64] = {0};
    StaydownPixels pixels = {.size = sizeof pixels, .channels = 1, .data = grey, .length = 64, .width = 8,
                             .height = 8, .stride = 8};
    StaydownHit hits[64];
    size_t offsets[2], needed;
    uint32_t any;
    CELL(as_index, staydown_index_info(handle, &info));
    CELL(as_index, staydown_index_verify(handle));
    CELL(as_index, staydown_index_within(handle, &hash, 31, hits, 64, &needed));
    CELL(as_index, staydown_index_nearest(handle, &hash, 3, hits, 64, &needed));
    CELL(as_index, staydown_index_any(handle, &hash, 31, &any));
    CELL(as_index, staydown_index_within_batch(handle, &hash, 1, 31, offsets, hits, 64, &needed));
    CELL(as_matcher, staydown_matcher_refresh(handle));
    CELL(as_matcher, staydown_matcher_check(handle, file.data, file.length, NULL, &verdict, NULL, 0, NULL));
    CELL(as_matcher, staydown_matcher_check_pixels(handle, &pixels, NULL, &verdict, NULL, 0, NULL));
    CELL(as_matcher, staydown_matcher_check_hash(handle, &hash, 100, NULL, &verdict, NULL, 0, NULL));
}

static void handles(void)
{
    const int unknown = STAYDOWN_STATUS_UNKNOWN_HANDLE, closed = STAYDOWN_STATUS_CLOSED_HANDLE;
    const int wrong = STAYDOWN_STATUS_WRONG_HANDLE;
    const uint64_t never[] = {0, 1, 7, UINT64_MAX, UINT32_MAX, (uint64_t)1 << 63, (uint64_t)1 << 56 | 77,
                              an_index + ((uint64_t)1 << 32), an_index ^ (uint64_t)3 << 56,
                              an_index | (uint64_t)1 << 60, a_matcher + ((uint64_t)9 << 32)};
    for (size_t i = 0; i < COUNT(never); i++) {
        with_handle(never[i], unknown, unknown);
        CELL(unknown, staydown_close(never[i]));
    }
    with_handle(an_index, OK, wrong);
    with_handle(a_matcher, wrong, OK);
    uint64_t stale;
    CELL(OK, staydown_index_open(index_path, STAYDOWN_OPEN_MAPPED, &stale));
    CELL(OK, staydown_close(stale));
    with_handle(stale, closed, closed);
    CELL(closed, staydown_close(stale));
    uint64_t reused;
    CELL(OK, staydown_index_open(index_path, STAYDOWN_OPEN_MAPPED, &reused));
    with_handle(stale, closed, closed); /* its place is somebody else's now */
    CELL(OK, staydown_close(reused));
}

static void null_pointers(void)
{
    StaydownPdq pdq = {.size = sizeof pdq};
    StaydownDigests digests = {.size = sizeof digests};
    StaydownVerdict verdict = {.size = sizeof verdict};
    StaydownPixels pixels = {.size = sizeof pixels, .channels = 1, .data = NULL, .length = 64, .width = 8,
                             .height = 8, .stride = 8};
    StaydownHit hits[4];
    uint64_t id = 1, handle;
    size_t offsets[2];
    uint8_t out[32];
    char text[8];
    uint32_t number;
    CELL(BAD_POINTER, staydown_last_error(NULL, 8, NULL));
    CELL(OK, staydown_last_error(NULL, 0, NULL) == STAYDOWN_STATUS_BUFFER_TOO_SMALL ? OK : -1);
    CELL(BAD_POINTER, staydown_limits(NULL));
    CELL(BAD_POINTER, staydown_pdq(NULL, 1, NULL, &pdq));
    CELL(BAD_POINTER, staydown_pdq(file.data, file.length, NULL, NULL));
    CELL(STAYDOWN_STATUS_PICTURE_UNKNOWN, staydown_pdq(NULL, 0, NULL, &pdq));
    CELL(BAD_POINTER, staydown_pdq_file(NULL, NULL, &pdq));
    CELL(BAD_POINTER, staydown_pdq_file(PICTURES[0].path, NULL, NULL));
    CELL(BAD_POINTER, staydown_pdq_pixels(NULL, &pdq));
    CELL(BAD_POINTER, staydown_pdq_pixels(&pixels, &pdq));
    CELL(BAD_POINTER, staydown_pdq_pixels(&pixels, NULL));
    CELL(BAD_POINTER, staydown_classic(NULL, 1, NULL, "phash-64/image_hasher-3.1.1", out, 32, NULL));
    CELL(BAD_POINTER, staydown_classic(file.data, file.length, NULL, NULL, out, 32, NULL));
    CELL(BAD_POINTER, staydown_classic(file.data, file.length, NULL, "phash-64/image_hasher-3.1.1", NULL, 32, NULL));
    CELL(BAD_POINTER, staydown_digests(NULL, 1, &digests));
    CELL(BAD_POINTER, staydown_digests(file.data, file.length, NULL));
    CELL(OK, staydown_digests(NULL, 0, &digests));
    CELL(BAD_POINTER, staydown_distance(NULL, &hash, &number));
    CELL(BAD_POINTER, staydown_distance(&hash, NULL, &number));
    CELL(BAD_POINTER, staydown_distance(&hash, &hash, NULL));
    CELL(BAD_POINTER, staydown_hash_to_hex(NULL, text, 8, NULL));
    CELL(BAD_POINTER, staydown_hash_to_hex(&hash, NULL, 65, NULL));
    CELL(BAD_POINTER, staydown_hash_from_hex(NULL, &hash));
    CELL(BAD_POINTER, staydown_hash_from_hex(ENTRIES[0].hash, NULL));
    CELL(BAD_POINTER, staydown_index_build(NULL, &hash, &id, NULL, 1));
    CELL(BAD_POINTER, staydown_index_build(index_path, NULL, &id, NULL, 1));
    CELL(BAD_POINTER, staydown_index_build(index_path, &hash, NULL, NULL, 1));
    CELL(BAD_POINTER, staydown_index_open(NULL, 0, &handle));
    CELL(BAD_POINTER, staydown_index_open(index_path, 0, NULL));
    CELL(BAD_POINTER, staydown_index_info(an_index, NULL));
    CELL(BAD_POINTER, staydown_index_within(an_index, NULL, 31, hits, 4, NULL));
    CELL(BAD_POINTER, staydown_index_within(an_index, &hash, 31, NULL, 4, NULL));
    CELL(BAD_POINTER, staydown_index_nearest(an_index, NULL, 1, hits, 4, NULL));
    CELL(BAD_POINTER, staydown_index_nearest(an_index, &hash, 1, NULL, 4, NULL));
    CELL(BAD_POINTER, staydown_index_any(an_index, NULL, 31, &number));
    CELL(BAD_POINTER, staydown_index_any(an_index, &hash, 31, NULL));
    CELL(BAD_POINTER, staydown_index_within_batch(an_index, NULL, 1, 31, offsets, hits, 4, NULL));
    CELL(BAD_POINTER, staydown_index_within_batch(an_index, &hash, 1, 31, NULL, hits, 4, NULL));
    CELL(BAD_POINTER, staydown_index_within_batch(an_index, &hash, 1, 31, offsets, NULL, 4, NULL));
    CELL(OK, staydown_index_within_batch(an_index, NULL, 0, 31, offsets, NULL, 0, NULL));
    CELL(BAD_ARGUMENT, staydown_matcher_open(NULL, NULL, NULL, &handle));
    CELL(BAD_POINTER, staydown_matcher_open(NULL, index_path, NULL, NULL));
    CELL(BAD_POINTER, staydown_matcher_open(index_path, NULL, NULL, NULL));
    CELL(BAD_POINTER, staydown_matcher_check(a_matcher, NULL, 1, NULL, &verdict, NULL, 0, NULL));
    CELL(BAD_POINTER, staydown_matcher_check(a_matcher, file.data, file.length, NULL, NULL, NULL, 0, NULL));
    CELL(BAD_POINTER, staydown_matcher_check(a_matcher, file.data, file.length, NULL, &verdict, NULL, 9, NULL));
    CELL(BAD_POINTER, staydown_matcher_check_pixels(a_matcher, NULL, NULL, &verdict, NULL, 0, NULL));
    CELL(BAD_POINTER, staydown_matcher_check_pixels(a_matcher, &pixels, NULL, &verdict, NULL, 0, NULL));
    CELL(BAD_POINTER, staydown_matcher_check_hash(a_matcher, NULL, 90, NULL, &verdict, NULL, 0, NULL));
    CELL(BAD_POINTER, staydown_matcher_check_hash(a_matcher, &hash, 90, NULL, NULL, NULL, 0, NULL));
}

static void lengths(void)
{
    StaydownPdq pdq = {.size = sizeof pdq};
    StaydownDigests digests = {.size = sizeof digests};
    StaydownVerdict verdict = {.size = sizeof verdict};
    StaydownHit hits[4];
    uint8_t grey[64] = {0}, out[32];
    uint64_t id = 1;
    size_t offsets[2];
    char text[8];
    for (size_t i = 0; i < COUNT(HUGE_LENGTHS); i++) {
        size_t huge = HUGE_LENGTHS[i];
        StaydownPixels pixels = {.size = sizeof pixels, .channels = 1, .data = grey, .length = huge, .width = 8,
                                 .height = 8, .stride = 8};
        CELL(BAD_LENGTH, staydown_last_error(text, huge, NULL));
        CELL(BAD_LENGTH, staydown_pdq(file.data, huge, NULL, &pdq));
        CELL(BAD_LENGTH, staydown_pdq_pixels(&pixels, &pdq));
        CELL(BAD_LENGTH, staydown_classic(file.data, huge, NULL, "phash-64/image_hasher-3.1.1", out, 32, NULL));
        CELL(BAD_LENGTH, staydown_classic(file.data, file.length, NULL, "phash-64/image_hasher-3.1.1", out, huge, NULL));
        CELL(BAD_LENGTH, staydown_digests(file.data, huge, &digests));
        CELL(BAD_LENGTH, staydown_hash_to_hex(&hash, text, huge, NULL));
        CELL(BAD_LENGTH, staydown_index_build(index_path, &hash, &id, NULL, huge));
        CELL(BAD_LENGTH, staydown_index_within(an_index, &hash, 31, hits, huge, NULL));
        CELL(BAD_LENGTH, staydown_index_nearest(an_index, &hash, 1, hits, huge, NULL));
        CELL(BAD_LENGTH, staydown_index_within_batch(an_index, &hash, huge, 31, offsets, hits, 4, NULL));
        CELL(BAD_LENGTH, staydown_index_within_batch(an_index, &hash, 1, 31, offsets, hits, huge, NULL));
        CELL(BAD_LENGTH, staydown_matcher_check(a_matcher, file.data, huge, NULL, &verdict, NULL, 0, NULL));
        CELL(BAD_LENGTH, staydown_matcher_check_pixels(a_matcher, &pixels, NULL, &verdict, NULL, 0, NULL));
        CELL(BAD_LENGTH, staydown_matcher_check_hash(a_matcher, &hash, 90, NULL, &verdict, text, huge, NULL));
        pixels.length = 64;
        pixels.width = pixels.stride = huge;
        CELL(BAD_ARGUMENT, staydown_pdq_pixels(&pixels, &pdq));
        pixels.width = pixels.stride = 8;
        pixels.height = huge;
        CELL(BAD_ARGUMENT, staydown_pdq_pixels(&pixels, &pdq));
        CELL(OK, staydown_index_nearest(an_index, &hash, huge, NULL, 0, offsets) == STAYDOWN_STATUS_BUFFER_TOO_SMALL ? OK : -1);
        CELL(COUNT(ENTRIES), offsets[0]);
    }
}

static void sizes(void)
{
    for (size_t i = 0; i < COUNT(BAD_SIZES); i++) {
        uint8_t grey[64] = {0};
        StaydownLimits limits = {.size = BAD_SIZES[i]};
        StaydownPdq pdq = {.size = sizeof pdq}, bad_pdq = {.size = BAD_SIZES[i]};
        StaydownDigests digests = {.size = BAD_SIZES[i]};
        StaydownIndexInfo info = {.size = BAD_SIZES[i]};
        StaydownAsk ask = {.size = BAD_SIZES[i]};
        StaydownVerdict verdict = {.size = sizeof verdict}, bad_verdict = {.size = BAD_SIZES[i]};
        StaydownPixels pixels = {.size = sizeof pixels, .channels = 1, .data = grey, .length = 64, .width = 8,
                                 .height = 8, .stride = 8};
        StaydownPixels bad_pixels = pixels;
        bad_pixels.size = BAD_SIZES[i];
        CELL(BAD_SIZE, staydown_limits(&limits));
        CELL(BAD_SIZE, staydown_pdq(file.data, file.length, &limits, &pdq));
        CELL(BAD_SIZE, staydown_pdq(file.data, file.length, NULL, &bad_pdq));
        CELL(BAD_SIZE, staydown_pdq_file(PICTURES[0].path, &limits, &pdq));
        CELL(BAD_SIZE, staydown_pdq_file(PICTURES[0].path, NULL, &bad_pdq));
        CELL(BAD_SIZE, staydown_pdq_pixels(&bad_pixels, &pdq));
        CELL(BAD_SIZE, staydown_pdq_pixels(&pixels, &bad_pdq));
        CELL(BAD_SIZE, staydown_digests(file.data, file.length, &digests));
        CELL(BAD_SIZE, staydown_index_info(an_index, &info));
        CELL(BAD_SIZE, staydown_matcher_check(a_matcher, file.data, file.length, &ask, &verdict, NULL, 0, NULL));
        CELL(BAD_SIZE, staydown_matcher_check(a_matcher, file.data, file.length, NULL, &bad_verdict, NULL, 0, NULL));
        CELL(BAD_SIZE, staydown_matcher_check_pixels(a_matcher, &bad_pixels, NULL, &verdict, NULL, 0, NULL));
        CELL(BAD_SIZE, staydown_matcher_check_hash(a_matcher, &hash, 90, &ask, &verdict, NULL, 0, NULL));
    }
    /* A later version's struct: what this one knows is used. */
    struct {
        StaydownVerdict verdict;
        uint64_t later;
    } longer = {{.size = sizeof longer}, 77};
    CELL(OK, staydown_matcher_check_hash(a_matcher, &hash, 90, NULL, &longer.verdict, NULL, 0, NULL));
    CELL(77, longer.later);
    CELL(sizeof longer, longer.verdict.size);
}

static void values(void)
{
    uint8_t grey[64] = {0}, out[32];
    char text[65] = "untouched", wanted[65] = "untouched";
    size_t needed = 0;
    uint64_t handle = 5;
    StaydownVerdict verdict = {.size = sizeof verdict};
    StaydownAsk ask = {.size = sizeof ask, .tier = 4};
    StaydownPdq pdq = {.size = sizeof pdq};
    StaydownPixels pixels = {.size = sizeof pixels, .channels = 2, .data = grey, .length = 64, .width = 8,
                             .height = 8, .stride = 8};
    CELL(BAD_ARGUMENT, staydown_pdq_pixels(&pixels, &pdq));
    pixels.channels = 3;
    CELL(BAD_ARGUMENT, staydown_pdq_pixels(&pixels, &pdq));
    pixels.channels = 1, pixels.length = 63;
    CELL(BAD_ARGUMENT, staydown_pdq_pixels(&pixels, &pdq));
    pixels.length = 64, pixels.height = 0;
    CELL(BAD_ARGUMENT, staydown_pdq_pixels(&pixels, &pdq));
    CELL(BAD_ARGUMENT, staydown_classic(file.data, file.length, NULL, "pdq", out, 32, NULL));
    CELL(BAD_ARGUMENT, staydown_classic(file.data, file.length, NULL, "no hash", out, 32, NULL));
    CELL(BAD_ARGUMENT, staydown_classic(file.data, file.length, NULL, BAD_TEXT, out, 32, NULL));
    CELL(BAD_ARGUMENT, staydown_pdq_file(BAD_TEXT, NULL, &pdq));
    CELL(STAYDOWN_STATUS_IO, staydown_pdq_file("no/such/file", NULL, &pdq));
    CELL(BAD_ARGUMENT, staydown_hash_from_hex("abc", &hash));
    CELL(BAD_ARGUMENT, staydown_hash_from_hex("", &hash));
    CELL(BAD_ARGUMENT, staydown_hash_from_hex(BAD_TEXT, &hash));
    CELL(BAD_ARGUMENT, staydown_index_build(BAD_TEXT, &hash, &handle, NULL, 1));
    CELL(STAYDOWN_STATUS_IO, staydown_index_build("no/such/folder/known.sdx", &hash, &handle, NULL, 1));
    CELL(BAD_ARGUMENT, staydown_index_open(BAD_TEXT, 0, &handle));
    CELL(BAD_ARGUMENT, staydown_index_open(index_path, 3, &handle));
    CELL(STAYDOWN_STATUS_IO, staydown_index_open("no/such/file", 0, &handle));
    CELL(STAYDOWN_STATUS_BAD_INDEX, staydown_index_open(PICTURES[0].path, 0, &handle));
    CELL(STAYDOWN_STATUS_BAD_INDEX, staydown_index_open(PICTURES[0].path, 2, &handle));
    CELL(BAD_ARGUMENT, staydown_matcher_open(BAD_TEXT, NULL, NULL, &handle));
    CELL(BAD_ARGUMENT, staydown_matcher_open(CATALOGUE, BAD_TEXT, NULL, &handle));
    CELL(BAD_ARGUMENT, staydown_matcher_open(CATALOGUE, NULL, BAD_TEXT, &handle));
    CELL(BAD_ARGUMENT, staydown_matcher_open(CATALOGUE, NULL, "{\"no rule\": 1}", &handle));
    CELL(STAYDOWN_STATUS_BAD_CATALOGUE, staydown_matcher_open("no/such/file", NULL, NULL, &handle));
    CELL(STAYDOWN_STATUS_BAD_CATALOGUE, staydown_matcher_open(PICTURES[0].path, NULL, NULL, &handle));
    CELL(STAYDOWN_STATUS_IO, staydown_matcher_open(NULL, "no/such/file", NULL, &handle));
    CELL(STAYDOWN_STATUS_BAD_INDEX, staydown_matcher_open(NULL, CATALOGUE, NULL, &handle));
    CELL(BAD_ARGUMENT, staydown_matcher_open(NULL, index_path, "{\"no rule\": 1}", &handle));
    CELL(5, handle);
    CELL(BAD_ARGUMENT, staydown_matcher_check(a_matcher, file.data, file.length, &ask, &verdict, NULL, 0, NULL));
    CELL(BAD_ARGUMENT, staydown_matcher_check_hash(a_matcher, &hash, 101, NULL, &verdict, NULL, 0, NULL));
    CELL(BAD_POINTER, staydown_distance((const StaydownHash *)&hash, &hash, (uint32_t *)(void *)(grey + 1)));
    for (size_t room = 0; room < 65; room++) {
        CELL(STAYDOWN_STATUS_BUFFER_TOO_SMALL, staydown_hash_to_hex(&hash, text, room, &needed));
        CELL(65, needed);
        CELL(0, strcmp(text, wanted));
    }
    CELL(0, strcmp(staydown_status_name(6), "closed-handle"));
    CELL(0, strcmp(staydown_status_name(-1), "?"));
    CELL(0, staydown_abi_version());
}

/* No failure says a hash. */
static void last_error(void)
{
    char text[512];
    StaydownHash other;
    CELL(BAD_ARGUMENT, staydown_hash_from_hex("00112233445566778899aabbccddeeffxx", &other));
    CELL(OK, staydown_last_error(text, sizeof text, NULL));
    CELL(1, strlen(text) > 10);
    CELL(1, strstr(text, "00112233") == NULL);
}

static void *asks(void *argument)
{
    StaydownHit hits[64];
    size_t needed;
    for (;;) {
        int status = staydown_index_within(*(uint64_t *)argument, &hash, 31, hits, 64, &needed);
        if (status == STAYDOWN_STATUS_CLOSED_HANDLE)
            return NULL;
        if (status != OK)
            return "another answer than found or closed";
        sched_yield(); /* valgrind lets one thread run at a time, and would let this one for minutes */
    }
}

static void closed_during_queries(void)
{
    for (int round = 0; round < 20; round++) {
        pthread_t all[4];
        uint64_t handle;
        CELL(OK, staydown_index_open(index_path, round % 3, &handle));
        for (size_t i = 0; i < COUNT(all); i++)
            CELL(0, pthread_create(&all[i], NULL, asks, &handle));
        CELL(OK, staydown_close(handle));
        for (size_t i = 0; i < COUNT(all); i++) {
            void *wrong;
            CELL(0, pthread_join(all[i], &wrong));
            CELL(1, wrong == NULL);
        }
    }
}

/* No thread can be begun with such a stack, and then what wants some panics. In a process of its own, since the first try decides. */
static void panics(void)
{
    remove(index_path);
    pid_t child = fork();
    if (child == 0) {
        uint64_t id = 7, handle = 5;
        char text[512] = "";
        setenv("RUST_MIN_STACK", "70368744177664", 1);
        CELL(STAYDOWN_STATUS_PANIC, staydown_index_build(index_path, &hash, &id, NULL, 1));
        CELL(OK, staydown_last_error(text, sizeof text, NULL));
        CELL(1, strlen(text) > 0);
        CELL(STAYDOWN_STATUS_IO, staydown_index_open(index_path, STAYDOWN_OPEN_MAPPED, &handle));
        StaydownPdq pdq = {.size = sizeof pdq};
        CELL(OK, staydown_pdq(file.data, file.length, NULL, &pdq));
        _Exit(0);
    }
    int status = 1;
    CELL(child, waitpid(child, &status, 0));
    CELL(0, status);
}

static long late_status;

static void calls_late(void *value)
{
    char text[64];
    (void)value;
    late_status = staydown_close(77);
    staydown_last_error(text, sizeof text, NULL);
}

static void *ends(void *key)
{
    pthread_setspecific(*(pthread_key_t *)key, key);
    return staydown_close(77) == OK ? "closed" : NULL; /* now the thread remembers a text, which goes before the key */
}

/* A call while a thread ends, when what Rust kept for it is gone. */
static void late(void)
{
    pthread_key_t key;
    pthread_t thread;
    void *wrong;
    CELL(0, pthread_key_create(&key, calls_late));
    CELL(0, pthread_create(&thread, NULL, ends, &key));
    CELL(0, pthread_join(thread, &wrong));
    CELL(1, wrong == NULL);
    CELL(STAYDOWN_STATUS_UNKNOWN_HANDLE, late_status);
    CELL(0, pthread_key_delete(key));
}

int main(int count, char **arguments)
{
    if (count != 3)
        return 2;
    snprintf(index_path, sizeof index_path, "%s/misuse.sdx", arguments[1]);
    file = read_file(PICTURES[0].path);
    panics();
    build_index(index_path);
    CELL(OK, staydown_index_open(index_path, STAYDOWN_OPEN_MAPPED, &an_index));
    CELL(OK, staydown_matcher_open(arguments[2], NULL, NULL, &a_matcher));
    hash = hash_of(ENTRIES[0].hash);
    cells = 0;
    handles();
    null_pointers();
    lengths();
    sizes();
    values();
    last_error();
    closed_during_queries();
    late();
    CELL(OK, staydown_close(an_index));
    CELL(OK, staydown_close(a_matcher));
    free(file.data);
    printf("misuse: %lu cells\n", cells);
    return cells < 300;
}
