/* What both C tests use: checks that are counted, files, and the vectors. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <staydown.h>

static unsigned long cells;

#define CELL(expected, call)                                                                              \
    do {                                                                                                  \
        long got_ = (long)(call), wanted_ = (long)(expected);                                             \
        cells++;                                                                                          \
        if (got_ != wanted_) {                                                                            \
            char text_[512] = "";                                                                         \
            staydown_last_error(text_, sizeof text_, NULL);                                               \
            fprintf(stderr, "%s:%d: %s is %ld, not %ld (%s)\n", __FILE__, __LINE__, #call, got_, wanted_, \
                    text_);                                                                               \
            exit(1);                                                                                      \
        }                                                                                                 \
    } while (0)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define OK STAYDOWN_STATUS_OK

struct picture {
    const char *path, *pdq;
    unsigned quality;
    const char *orientations[8];
    const char *phash, *blockhash, *md5, *sha1, *sha256;
};
struct bad {
    const char *hex;
    int status;
};
struct entry {
    const char *hash;
    uint64_t id;
    uint16_t list;
};
struct search {
    const char *hash;
    unsigned radius_or_count;
    size_t found;
    StaydownHit hits[8];
};
struct check {
    const char *path;
    uint32_t tier, action;
    const char *why;
    uint32_t entries;
    uint64_t generation;
    uint32_t lists, undecoded;
};
#include "vectors.h"

struct bytes {
    uint8_t *data;
    size_t length;
};

static struct bytes read_file(const char *path)
{
    struct bytes bytes = {NULL, 0};
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END)) {
        perror(path);
        exit(1);
    }
    bytes.length = (size_t)ftell(file);
    bytes.data = malloc(bytes.length + 1);
    rewind(file);
    if (fread(bytes.data, 1, bytes.length, file) != bytes.length) {
        perror(path);
        exit(1);
    }
    fclose(file);
    return bytes;
}

static StaydownHash hash_of(const char *hex)
{
    StaydownHash hash;
    CELL(OK, staydown_hash_from_hex(hex, &hash));
    return hash;
}

/* The index of the vectors, at `path`. */
static void build_index_of(const char *path, const struct entry *entries, size_t count)
{
    StaydownHash *hashes = calloc(count, sizeof *hashes);
    uint64_t *ids = calloc(count, sizeof *ids);
    uint16_t *lists = calloc(count, sizeof *lists);
    for (size_t i = 0; i < count; i++) {
        hashes[i] = hash_of(entries[i].hash);
        ids[i] = entries[i].id;
        lists[i] = entries[i].list;
    }
    CELL(OK, staydown_index_build(path, hashes, ids, lists, count));
    free(hashes), free(ids), free(lists);
}

static void build_index(const char *path)
{
    build_index_of(path, ENTRIES, COUNT(ENTRIES));
}
