/* The vectors that every language runs, and many threads on one handle. Arguments: a folder to write in, a copy of the catalogue. */
#include <pthread.h>
#include "scenario.h"

static struct bytes unhex(const char *hex)
{
    struct bytes bytes = {malloc(strlen(hex) / 2 + 1), strlen(hex) / 2};
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned byte;
        sscanf(hex + 2 * i, "%2x", &byte);
        bytes.data[i] = (uint8_t)byte;
    }
    return bytes;
}

static int is_hex(const uint8_t *bytes, size_t length, const char *hex)
{
    struct bytes wanted = unhex(hex);
    int same = wanted.length == length && memcmp(wanted.data, bytes, length) == 0;
    free(wanted.data);
    return same;
}

static void hashes_pictures(void)
{
    for (size_t i = 0; i < COUNT(PICTURES); i++) {
        const struct picture *wanted = &PICTURES[i];
        struct bytes file = read_file(wanted->path);
        StaydownPdq pdq = {.size = sizeof pdq}, same = {.size = sizeof same};
        CELL(OK, staydown_pdq(file.data, file.length, NULL, &pdq));
        CELL(OK, staydown_pdq_file(wanted->path, NULL, &same));
        CELL(0, memcmp(&pdq, &same, sizeof pdq));
        CELL(wanted->quality, pdq.quality);
        CELL(1, is_hex(pdq.hash.bytes, 32, wanted->pdq));
        for (int turn = 0; turn < 8; turn++)
            CELL(1, is_hex(pdq.orientations[turn].bytes, 32, wanted->orientations[turn]));
        uint8_t hash[32];
        size_t length;
        CELL(OK, staydown_classic(file.data, file.length, NULL, "phash-64/image_hasher-3.1.1", hash, 32, &length));
        CELL(1, is_hex(hash, length, wanted->phash));
        CELL(OK, staydown_classic(file.data, file.length, NULL, "blockhash-256/image_hasher-3.1.1", hash, 32, &length));
        CELL(1, is_hex(hash, length, wanted->blockhash));
        StaydownDigests digests = {.size = sizeof digests};
        CELL(OK, staydown_digests(file.data, file.length, &digests));
        CELL(1, is_hex(digests.md5, 16, wanted->md5));
        CELL(1, is_hex(digests.sha1, 20, wanted->sha1));
        CELL(1, is_hex(digests.sha256, 32, wanted->sha256));
        char hex[65];
        CELL(OK, staydown_hash_to_hex(&pdq.hash, hex, sizeof hex, NULL));
        CELL(0, strcmp(hex, wanted->pdq));
        free(file.data);
    }
}

static void hashes_pixels(void)
{
    static uint8_t grey[64 * 80];
    for (size_t i = 0; i < sizeof grey; i++)
        grey[i] = (uint8_t)(i * i / 7);
    StaydownPixels pixels = {.size = sizeof pixels, .channels = STAYDOWN_PIXELS_LUMA, .data = grey,
                             .length = sizeof grey, .width = 64, .height = 64, .stride = 80};
    StaydownPdq one = {.size = sizeof one}, other = {.size = sizeof other};
    CELL(OK, staydown_pdq_pixels(&pixels, &one));
    for (int row = 0; row < 64; row++) /* what lies between rows does not count */
        memset(grey + row * 80 + 64, 0, 16);
    CELL(OK, staydown_pdq_pixels(&pixels, &other));
    uint32_t distance = 7;
    CELL(OK, staydown_distance(&one.hash, &other.hash, &distance));
    CELL(0, distance);
    memset(other.hash.bytes, 0, 32);
    memset(one.hash.bytes, 255, 32);
    CELL(OK, staydown_distance(&one.hash, &other.hash, &distance));
    CELL(256, distance);
}

static void refuses_what_is_no_picture(void)
{
    for (size_t i = 0; i < COUNT(BAD); i++) {
        struct bytes file = unhex(BAD[i].hex);
        StaydownPdq pdq = {.size = sizeof pdq, .quality = 42};
        CELL(BAD[i].status, staydown_pdq(file.data, file.length, NULL, &pdq));
        CELL(42, pdq.quality);
        free(file.data);
    }
    struct bytes file = read_file(PICTURES[0].path);
    StaydownLimits limits = {.size = sizeof limits, .pixels = 1000};
    StaydownPdq pdq = {.size = sizeof pdq};
    CELL(STAYDOWN_STATUS_PICTURE_TOO_LARGE, staydown_pdq(file.data, file.length, &limits, &pdq));
    free(file.data);
}

static void finds(uint64_t index, const struct search *search, int nearest)
{
    StaydownHit hits[8];
    size_t found;
    StaydownHash hash = hash_of(search->hash);
    if (nearest)
        CELL(OK, staydown_index_nearest(index, &hash, search->radius_or_count, hits, 8, &found));
    else
        CELL(OK, staydown_index_within(index, &hash, search->radius_or_count, hits, 8, &found));
    CELL(search->found, found);
    CELL(0, memcmp(hits, search->hits, found * sizeof hits[0]));
}

static void finds_all(uint64_t index)
{
    for (size_t i = 0; i < COUNT(WITHIN); i++)
        finds(index, &WITHIN[i], 0);
    for (size_t i = 0; i < COUNT(NEAREST); i++)
        finds(index, &NEAREST[i], 1);
}

static void searches(const char *path)
{
    for (uint32_t mode = STAYDOWN_OPEN_MAPPED; mode <= STAYDOWN_OPEN_MEMORY; mode++) {
        uint64_t index;
        CELL(OK, staydown_index_open(path, mode, &index));
        finds_all(index);
        CELL(OK, staydown_index_verify(index));
        StaydownIndexInfo info = {.size = sizeof info};
        CELL(OK, staydown_index_info(index, &info));
        CELL(COUNT(ENTRIES), info.entries);
        CELL(0, strcmp(info.profile, "pdq"));
        CELL(OK, staydown_close(index));
        CELL(STAYDOWN_STATUS_CLOSED_HANDLE, staydown_index_verify(index));
        CELL(STAYDOWN_STATUS_CLOSED_HANDLE, staydown_close(index));
    }
}

static void searches_in_batches(const char *path)
{
    static StaydownHash hashes[COUNT(ENTRIES)];
    static size_t offsets[COUNT(ENTRIES) + 1];
    size_t needed = 0;
    uint64_t index;
    for (size_t i = 0; i < COUNT(ENTRIES); i++)
        hashes[i] = hash_of(ENTRIES[i].hash);
    CELL(OK, staydown_index_open(path, STAYDOWN_OPEN_MEMORY, &index));
    CELL(STAYDOWN_STATUS_BUFFER_TOO_SMALL,
         staydown_index_within_batch(index, hashes, COUNT(ENTRIES), 31, offsets, NULL, 0, &needed));
    CELL(1, needed > COUNT(ENTRIES));
    StaydownHit *hits = malloc(needed * sizeof *hits);
    CELL(OK, staydown_index_within_batch(index, hashes, COUNT(ENTRIES), 31, offsets, hits, needed, &needed));
    CELL(needed, offsets[COUNT(ENTRIES)]);
    for (size_t i = 0; i < COUNT(ENTRIES); i++) {
        StaydownHit alone[16];
        size_t found;
        uint32_t any;
        CELL(OK, staydown_index_within(index, &hashes[i], 31, alone, 16, &found));
        CELL(found, offsets[i + 1] - offsets[i]);
        CELL(0, memcmp(alone, hits + offsets[i], found * sizeof *hits));
        CELL(OK, staydown_index_any(index, &hashes[i], 0, &any));
        CELL(1, any);
    }
    free(hits);
    CELL(OK, staydown_close(index));
}

static void judges(uint64_t matcher, const struct check *wanted)
{
    struct bytes file = read_file(wanted->path);
    StaydownAsk ask = {.size = sizeof ask, .tier = wanted->tier};
    StaydownVerdict verdict = {.size = sizeof verdict};
    char record[4096];
    CELL(OK, staydown_matcher_check(matcher, file.data, file.length, &ask, &verdict, record, sizeof record, NULL));
    CELL(wanted->action, verdict.action);
    CELL(0, strcmp(wanted->why, verdict.why));
    CELL(wanted->entries, verdict.entries);
    CELL(wanted->generation, verdict.generation);
    CELL(wanted->lists, verdict.lists);
    CELL(wanted->undecoded, verdict.undecoded);
    CELL(1, strstr(record, wanted->why) != NULL);
    free(file.data);
}

/* A matcher over an index without a catalogue, and what it says when another file takes its place. */
static void judges_alone(const char *path)
{
    uint64_t matcher;
    build_index_of(path, ALONE, COUNT(ALONE));
    CELL(OK, staydown_matcher_open(NULL, path, NULL, &matcher));
    for (size_t i = 0; i < COUNT(ALONE_CHECKS); i++)
        judges(matcher, &ALONE_CHECKS[i]);
    StaydownHash hash = hash_of(ALONE[0].hash);
    StaydownVerdict verdict = {.size = sizeof verdict};
    build_index(path);
    CELL(OK, staydown_matcher_refresh(matcher));
    CELL(OK, staydown_matcher_check_hash(matcher, &hash, 90, NULL, &verdict, NULL, 0, NULL));
    CELL(STAYDOWN_ACTION_ALLOW, verdict.action);
    CELL(2, verdict.generation);
    CELL(OK, staydown_close(matcher));
}

struct shared {
    uint64_t index, matcher;
};

static void *works(void *argument)
{
    const struct shared *shared = argument;
    const StaydownHash listed = hash_of(PICTURES[0].pdq);
    int withdrawn = 0;
    for (int round = 0; round < 20; round++) {
        for (size_t i = 0; i < COUNT(WITHIN); i++) {
            StaydownHash hash;
            StaydownHit hits[8];
            size_t found = 0;
            uint32_t radius = WITHIN[i].radius_or_count;
            StaydownVerdict verdict = {.size = sizeof verdict};
            if (staydown_hash_from_hex(WITHIN[i].hash, &hash) != OK
                || staydown_index_within(shared->index, &hash, radius, hits, 8, &found) != OK
                || found != WITHIN[i].found || memcmp(hits, WITHIN[i].hits, found * sizeof hits[0])
                || staydown_matcher_check_hash(shared->matcher, &hash, 90, NULL, &verdict, NULL, 0, NULL) != OK
                || verdict.action != STAYDOWN_ACTION_ALLOW)
                return "a thread got another answer";
            if (staydown_matcher_check_hash(shared->matcher, &listed, 90, NULL, &verdict, NULL, 0, NULL) != OK)
                return "a thread got no verdict";
            if (withdrawn && verdict.action != STAYDOWN_ACTION_ALLOW)
                return "a withdrawn entry counts again";
            withdrawn = verdict.action == STAYDOWN_ACTION_ALLOW;
        }
    }
    return NULL;
}

/* What is asked about so often is only good for a review: see Breaker. */
static void expect_withdrawn(uint64_t matcher, int withdrawn)
{
    const StaydownHash listed = hash_of(PICTURES[0].pdq);
    StaydownVerdict verdict = {.size = sizeof verdict};
    CELL(OK, staydown_matcher_check_hash(matcher, &listed, 90, NULL, &verdict, NULL, 0, NULL));
    CELL(withdrawn, verdict.action == STAYDOWN_ACTION_ALLOW);
}

/* Eight threads ask while another opens, closes, withdraws what is listed, and refreshes. */
static void threads(const char *path, const char *catalogue, uint64_t matcher)
{
    char withdraw[4200];
    snprintf(withdraw, sizeof withdraw, "bindings/withdraw '%s' 1", catalogue);
    struct shared shared = {0, matcher};
    pthread_t all[8];
    CELL(OK, staydown_index_open(path, STAYDOWN_OPEN_MAPPED, &shared.index));
    for (size_t i = 0; i < COUNT(all); i++)
        CELL(0, pthread_create(&all[i], NULL, works, &shared));
    for (int i = 0; i < 200; i++) {
        uint64_t other;
        build_index(path);
        CELL(OK, staydown_index_open(path, STAYDOWN_OPEN_MEMORY, &other));
        if (i == 50) {
            expect_withdrawn(matcher, 0);
            CELL(0, system(withdraw));
        }
        CELL(OK, staydown_matcher_refresh(matcher));
        expect_withdrawn(matcher, i >= 50);
        CELL(OK, staydown_close(other));
    }
    for (size_t i = 0; i < COUNT(all); i++) {
        void *wrong;
        CELL(0, pthread_join(all[i], &wrong));
        if (wrong)
            fprintf(stderr, "%s\n", (const char *)wrong);
        CELL(1, wrong == NULL);
    }
    CELL(OK, staydown_close(shared.index));
}

int main(int count, char **arguments)
{
    if (count != 3)
        return 2;
    char path[4096];
    snprintf(path, sizeof path, "%s/known.sdx", arguments[1]);
    hashes_pictures();
    hashes_pixels();
    refuses_what_is_no_picture();
    build_index(path);
    searches(path);
    searches_in_batches(path);
    uint64_t matcher;
    CELL(OK, staydown_matcher_open(arguments[2], NULL, NULL, &matcher));
    for (size_t i = 0; i < COUNT(CHECKS); i++)
        judges(matcher, &CHECKS[i]);
    judges_alone(path);
    threads(path, arguments[2], matcher);
    CELL(OK, staydown_close(matcher));
    printf("scenario: %lu checks\n", cells);
    return 0;
}
