/*
 * staydown: perceptual hashes of pictures, complete search in lists of them, and verdicts.
 *
 * Made from the sources of crates/capi; not to be edited. docs/FFI.md says what holds for all of it:
 *
 * - Every function may be called from any thread at any time, with the same handles too.
 * - The caller owns all memory; nothing is kept but what a handle stands for. Text is UTF-8 and ends with a zero byte.
 * - A function answers STAYDOWN_STATUS_OK or another status, never ends the process for what it was given, and leaves its
 *   outputs as they were unless it says otherwise. staydown_last_error has the text of a failure.
 * - Structs begin with `size`: set it to sizeof, and the rest to zero where it says nothing else.
 */

#ifndef STAYDOWN_H
#define STAYDOWN_H

#include <stddef.h>
#include <stdint.h>

/*
 The picture as it is: only its own hash is asked for.
 */
#define STAYDOWN_TIER_EXACT 0

/*
 Turned by quarters and mirrored, too.
 */
#define STAYDOWN_TIER_MIRRORED 1

/*
 Cropped, bordered and in screenshots, too.
 */
#define STAYDOWN_TIER_FRAMED 2

/*
 Everything that is known how to guess.
 */
#define STAYDOWN_TIER_THOROUGH 3

/*
 Maps the file, which must not be shortened while it is open: at once, and shared by processes.
 */
#define STAYDOWN_OPEN_MAPPED 0

/*
 The same, brought into memory first.
 */
#define STAYDOWN_OPEN_POPULATED 1

/*
 Reads the file into memory of its own: the fastest to search, and safe from whatever happens to the file.
 */
#define STAYDOWN_OPEN_MEMORY 2

/*
 Pixels of one byte, luma.
 */
#define STAYDOWN_PIXELS_LUMA 1

/*
 Pixels of three bytes, red, green and blue.
 */
#define STAYDOWN_PIXELS_RGB 3

/*
 Nothing speaks against the picture.
 */
#define STAYDOWN_ACTION_ALLOW 0

/*
 Somebody should look.
 */
#define STAYDOWN_ACTION_REVIEW 1

/*
 The picture is listed.
 */
#define STAYDOWN_ACTION_BLOCK 2

/*
 No list was loaded.
 */
#define STAYDOWN_LISTS_NONE 0

/*
 Some lists could not be loaded.
 */
#define STAYDOWN_LISTS_PARTLY 1

/*
 All were loaded, and some are older than they should be.
 */
#define STAYDOWN_LISTS_STALE 2

/*
 All were loaded and none is stale.
 */
#define STAYDOWN_LISTS_FULL 3

/*
 How a call ended. Numbers never change their meaning; later versions may add some.
 */
typedef enum {
  /*
   It did what it says.
   */
  STAYDOWN_STATUS_OK = 0,
  /*
   A pointer is NULL that must not be, or not aligned for what it points at.
   */
  STAYDOWN_STATUS_BAD_POINTER = 1,
  /*
   A length or count is larger than memory can be.
   */
  STAYDOWN_STATUS_BAD_LENGTH = 2,
  /*
   A value is not among those allowed, or a text is not UTF-8.
   */
  STAYDOWN_STATUS_BAD_ARGUMENT = 3,
  /*
   The `size` of a struct is smaller than its first version was, or absurdly large.
   */
  STAYDOWN_STATUS_BAD_SIZE = 4,
  /*
   The handle was never given out.
   */
  STAYDOWN_STATUS_UNKNOWN_HANDLE = 5,
  /*
   What the handle stood for has been closed.
   */
  STAYDOWN_STATUS_CLOSED_HANDLE = 6,
  /*
   The handle stands for something of another kind.
   */
  STAYDOWN_STATUS_WRONG_HANDLE = 7,
  /*
   The buffer is too small; how much is needed has been written.
   */
  STAYDOWN_STATUS_BUFFER_TOO_SMALL = 8,
  /*
   The system could not read or write a file.
   */
  STAYDOWN_STATUS_IO = 9,
  /*
   The file is no index, is damaged, or holds hashes of another width.
   */
  STAYDOWN_STATUS_BAD_INDEX = 10,
  /*
   The catalogue cannot be read, or its index does not belong to it.
   */
  STAYDOWN_STATUS_BAD_CATALOGUE = 11,
  /*
   The picture has no such hash.
   */
  STAYDOWN_STATUS_NO_HASH = 12,
  /*
   The library failed at something that it should have foreseen; the call had no effect. Please report it.
   */
  STAYDOWN_STATUS_PANIC = 13,
  /*
   The bytes are of no picture format that is known.
   */
  STAYDOWN_STATUS_PICTURE_UNKNOWN = 20,
  /*
   The format is known and not decoded.
   */
  STAYDOWN_STATUS_PICTURE_UNSUPPORTED = 21,
  /*
   The picture passes a limit.
   */
  STAYDOWN_STATUS_PICTURE_TOO_LARGE = 22,
  /*
   The picture has no pixels.
   */
  STAYDOWN_STATUS_PICTURE_TOO_SMALL = 23,
  /*
   The file ends before the picture does.
   */
  STAYDOWN_STATUS_PICTURE_TRUNCATED = 24,
  /*
   The bytes contradict the format.
   */
  STAYDOWN_STATUS_PICTURE_CORRUPT = 25,
  /*
   The decoder panicked.
   */
  STAYDOWN_STATUS_PICTURE_PANICKED = 26,
} StaydownStatus;

/*
 What decoding may take. All zero is the default; a zero field is the default of that field.
 */
typedef struct {
  /*
   `sizeof`.
   */
  uint32_t size;
  /*
   Pixels of width.
   */
  uint32_t width;
  /*
   Pixels of height.
   */
  uint32_t height;
  /*
   Frames of an animation.
   */
  uint32_t frames;
  /*
   Bytes of the file.
   */
  uint64_t bytes;
  /*
   Width times height.
   */
  uint64_t pixels;
  /*
   Bytes of memory that decoding takes at its peak.
   */
  uint64_t memory;
} StaydownLimits;

/*
 A hash of 256 bits: its bytes in the order of its hexadecimal digits.
 */
typedef struct {
  /*
   The bytes.
   */
  uint8_t bytes[32];
} StaydownHash;

/*
 A PDQ hash and what came with it.
 */
typedef struct {
  /*
   `sizeof`.
   */
  uint32_t size;
  /*
   How far the hash can be relied on, 0 to 100; under 50 it should decide nothing.
   */
  uint32_t quality;
  /*
   The hash.
   */
  StaydownHash hash;
  /*
   The hashes of the picture turned and mirrored: as it is, turned by 90°, 180° and 270°, mirrored along either axis, and
   along either diagonal, in the order of the Rust library's `Orientation::ALL`.
   */
  StaydownHash orientations[8];
} StaydownPdq;

/*
 Pixels that the caller decoded: rows from the top, `stride` bytes apart. Not kept.
 */
typedef struct {
  /*
   `sizeof`.
   */
  uint32_t size;
  /*
   `STAYDOWN_PIXELS_LUMA` or `STAYDOWN_PIXELS_RGB`.
   */
  uint32_t channels;
  /*
   The first byte of the first row.
   */
  const uint8_t *data;
  /*
   Bytes that may be read from there.
   */
  size_t length;
  /*
   Pixels of a row.
   */
  size_t width;
  /*
   Rows.
   */
  size_t height;
  /*
   Bytes from one row to the next.
   */
  size_t stride;
} StaydownPixels;

/*
 Digests of a file's bytes.
 */
typedef struct {
  /*
   `sizeof`.
   */
  uint32_t size;
  /*
   MD5.
   */
  uint8_t md5[16];
  /*
   SHA-1.
   */
  uint8_t sha1[20];
  /*
   SHA-256.
   */
  uint8_t sha256[32];
} StaydownDigests;

/*
 What an index holds.
 */
typedef struct {
  /*
   `sizeof`.
   */
  uint32_t size;
  /*
   Bits of a hash.
   */
  uint32_t bits;
  /*
   Entries.
   */
  uint64_t entries;
  /*
   The name of the hashes' profile, such as `pdq`, with a zero byte at its end.
   */
  char profile[40];
} StaydownIndexInfo;

/*
 An entry that was found. Hits are ordered by distance, then id, then list.
 */
typedef struct {
  /*
   The id that was given to the entry.
   */
  uint64_t id;
  /*
   Bits in which it differs.
   */
  uint32_t distance;
  /*
   The number of the list that was given to the entry, at most 65,535.
   */
  uint32_t list;
} StaydownHit;

/*
 How to ask a matcher. All zero is the default.
 */
typedef struct {
  /*
   `sizeof`.
   */
  uint32_t size;
  /*
   `STAYDOWN_TIER_EXACT` and so on.
   */
  uint32_t tier;
  /*
   Microseconds that the search may take; 0: no bound. When they are over the answer is given from what was found.
   */
  uint64_t budget;
  /*
   Hashes to ask at most; 0: no bound.
   */
  uint64_t guesses;
  /*
   What decoding may take, 0 for defaults: bytes of the file, pixels, bytes of memory.
   */
  uint64_t bytes;
  /*
   Width times height.
   */
  uint64_t pixels;
  /*
   Bytes of memory that decoding takes at its peak.
   */
  uint64_t memory;
} StaydownAsk;

/*
 What to do with a picture.
 */
typedef struct {
  /*
   `sizeof`.
   */
  uint32_t size;
  /*
   `STAYDOWN_ACTION_ALLOW` and so on.
   */
  uint32_t action;
  /*
   1 if the picture was compared with all lists as they should be and nothing speaks against it. `ALLOW` alone does not say
   so.
   */
  uint32_t clean;
  /*
   `STAYDOWN_LISTS_NONE` and so on.
   */
  uint32_t lists;
  /*
   Entries that count, those of allow-lists too.
   */
  uint32_t entries;
  /*
   Quality of the picture's hash, 0 to 100; 255 if it has none.
   */
  uint32_t quality;
  /*
   1 if time ran out before all was asked; fewer guesses are a choice, as a lower tier is.
   */
  uint32_t degraded;
  /*
   Why the picture could not be decoded, a `StaydownStatus`; 0 if it was. It was compared by its digests alone then.
   */
  uint32_t undecoded;
  /*
   The generation of the catalogue that the answer is of; over an index alone, the number of files taken up.
   */
  uint64_t generation;
  /*
   The reason, such as `listed`, with a zero byte at its end.
   */
  char why[32];
} StaydownVerdict;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/*
 The text of the last failure of a call of this thread, for a log. It never holds a hash.

 `text` takes it with a zero byte at its end, if `capacity` bytes suffice; `needed` takes the bytes it needs. Either may be
 NULL, `text` with a capacity of 0. Fails with `BUFFER_TOO_SMALL`, and then the text stays.

 # Safety
 `text` must be NULL or point at `capacity` bytes, `needed` at a number or be NULL.
 */
StaydownStatus staydown_last_error(char *text,
                                   size_t capacity,
                                   size_t *needed);

/*
 The name of a status in lower case with hyphens, such as `closed-handle`; `?` for a number that is none. It lives for ever.
 */
const char *staydown_status_name(int32_t status);

/*
 The version of the library, such as `0.1.0`. It lives for ever.
 */
const char *staydown_version(void);

/*
 The version of this interface: programs built for one run with any library of the same number. It is the number at the end of
 the shared library's name.
 */
uint32_t staydown_abi_version(void);

/*
 Closes an index or a matcher. Calls of other threads that use it go on to their end.

 Fails with `CLOSED_HANDLE` if that was done before.
 */
StaydownStatus staydown_close(uint64_t handle);

/*
 Writes the default limits of decoding.

 # Safety
 `limits` must be NULL or point at as many bytes as its `size` says.
 */
StaydownStatus staydown_limits(StaydownLimits *limits);

/*
 The PDQ hash of a picture file of `length` bytes, upright, under limits (NULL: the defaults).

 # Safety
 `bytes` must point at `length` bytes; `limits` and `pdq` must be NULL or point at as many bytes as their `size` says.
 */
StaydownStatus staydown_pdq(const uint8_t *bytes,
                            size_t length,
                            const StaydownLimits *limits,
                            StaydownPdq *pdq);

/*
 The PDQ hash of the picture file of that path.

 # Safety
 `path` must be NULL or a text; the rest as for [`staydown_pdq`].
 */
StaydownStatus staydown_pdq_file(const char *path, const StaydownLimits *limits, StaydownPdq *pdq);

/*
 The PDQ hash of pixels that the caller decoded.

 # Safety
 `pixels` and `pdq` must be NULL or point at as many bytes as their `size` says, `pixels.data` at `pixels.length` bytes.
 */
StaydownStatus staydown_pdq_pixels(const StaydownPixels *pixels,
                                   StaydownPdq *pdq);

/*
 A classic hash of a picture file, under the name of its profile, such as `phash-64/image_hasher-3.1.1`.

 `hash` takes its 8 or 32 bytes, in the order of its hexadecimal digits. Fails with `NO_HASH` if the picture has no such hash.

 # Safety
 `bytes` must point at `length` bytes, `hash` at `capacity` bytes, `needed` at a number or be NULL; `profile` must be a text and
 `limits` NULL or point at as many bytes as its `size` says.
 */
StaydownStatus staydown_classic(const uint8_t *bytes,
                                size_t length,
                                const StaydownLimits *limits,
                                const char *profile,
                                uint8_t *hash,
                                size_t capacity,
                                size_t *needed);

/*
 MD5, SHA-1 and SHA-256 of bytes.

 # Safety
 `bytes` must point at `length` bytes, `digests` at as many bytes as its `size` says.
 */
StaydownStatus staydown_digests(const uint8_t *bytes, size_t length, StaydownDigests *digests);

/*
 The number of bits in which two hashes differ, 0 to 256.

 # Safety
 Each pointer must be NULL or point at what it names.
 */
StaydownStatus staydown_distance(const StaydownHash *one, const StaydownHash *other, uint32_t *distance);

/*
 The 64 hexadecimal digits of a hash, in lower case, with a zero byte at their end: 65 bytes.

 # Safety
 `hash` must be NULL or point at a hash, `text` at `capacity` bytes, `needed` at a number or be NULL.
 */
StaydownStatus staydown_hash_to_hex(const StaydownHash *hash, char *text, size_t capacity, size_t *needed);

/*
 A hash from its 64 hexadecimal digits, in upper or lower case.

 # Safety
 `text` must be NULL or a text, `hash` NULL or point at room for a hash.
 */
StaydownStatus staydown_hash_from_hex(const char *text, StaydownHash *hash);

/*
 Builds an index of `count` PDQ hashes with their ids and puts it in place of the file of that path, as a whole or not at all.
 `lists` are numbers of lists, or NULL for 0.

 # Safety
 `path` must be a text, `hashes`, `ids` and `lists` point at `count` elements; `lists` may be NULL.
 */
StaydownStatus staydown_index_build(const char *path,
                                    const StaydownHash *hashes,
                                    const uint64_t *ids,
                                    const uint16_t *lists,
                                    size_t count);

/*
 Opens an index of 256-bit hashes. `mode` is `STAYDOWN_OPEN_MAPPED` and so on. Close the handle with `staydown_close`.

 # Safety
 `path` must be NULL or a text, `handle` NULL or point at a number.
 */
StaydownStatus staydown_index_open(const char *path,
                                   uint32_t mode,
                                   uint64_t *handle);

/*
 What an index holds.

 # Safety
 `info` must be NULL or point at as many bytes as its `size` says.
 */
StaydownStatus staydown_index_info(uint64_t handle, StaydownIndexInfo *info);

/*
 Reads all of an index and compares it with its checksums: opening checks the header alone. Fails with `BAD_INDEX`.
 */
StaydownStatus staydown_index_verify(uint64_t handle);

/*
 All entries that differ from the hash in at most `radius` bits, ordered by distance and id.

 `needed` takes how many there are, also if `hits` has no room for them; then nothing is written there.

 # Safety
 `hash` must be NULL or point at a hash, `hits` at room for `capacity` hits, `needed` at a number; it may be NULL.
 */
StaydownStatus staydown_index_within(uint64_t handle,
                                     const StaydownHash *hash,
                                     uint32_t radius,
                                     StaydownHit *hits,
                                     size_t capacity,
                                     size_t *needed);

/*
 The `count` nearest entries, or all if there are fewer, ordered by distance and id.

 # Safety
 As for `staydown_index_within`.
 */
StaydownStatus staydown_index_nearest(uint64_t handle,
                                      const StaydownHash *hash,
                                      size_t count,
                                      StaydownHit *hits,
                                      size_t capacity,
                                      size_t *needed);

/*
 Whether any entry differs from the hash in at most `radius` bits: 1 or 0.

 # Safety
 `hash` must be NULL or point at a hash, `any` NULL or at a number.
 */
StaydownStatus staydown_index_any(uint64_t handle, const StaydownHash *hash, uint32_t radius, uint32_t *any);

/*
 `staydown_index_within` for `count` hashes, on all processors.

 The hits of hash `i` are those from `offsets[i]` up to `offsets[i + 1]`. If `hits` has no room for all, nothing is written
 there, but `offsets` and `needed` are.

 # Safety
 `hashes` must point at `count` hashes, `offsets` at room for `count + 1` numbers, `hits` at room for `capacity` hits, `needed` at
 a number; it may be NULL.
 */
StaydownStatus staydown_index_within_batch(uint64_t handle,
                                           const StaydownHash *hashes,
                                           size_t count,
                                           uint32_t radius,
                                           size_t *offsets,
                                           StaydownHit *hits,
                                           size_t capacity,
                                           size_t *needed);

/*
 Opens the lists of a catalogue. `index` is the file of its index, or NULL for the one beside it; without one, an index is made
 in memory. `rules` are rules as JSON, or NULL for the default ones. Close the handle with `staydown_close`.

 `catalogue` may be NULL for a matcher over the file `index` alone, which must not be made from a catalogue. All its entries count
 then, a list is called by its number, there are no digests, and a generation is the number of files taken up from that path.

 # Safety
 `catalogue`, `index` and `rules` must be NULL or texts, `handle` NULL or point at a number.
 */
StaydownStatus staydown_matcher_open(const char *catalogue,
                                     const char *index,
                                     const char *rules,
                                     uint64_t *handle);

/*
 Takes up what changed in the catalogue and the index now. Checks do so by themselves, every 50 milliseconds.
 */
StaydownStatus staydown_matcher_refresh(uint64_t handle);

/*
 What to do with a picture file of `length` bytes. A file that cannot be decoded is no failure: see `StaydownVerdict`.

 `ask` may be NULL for the defaults. `record` takes a line of JSON for a log, without hashes and with a zero byte at its end, if
 it is not NULL; if `capacity` is too small for it, the verdict and `needed` are written, and `record` is not.

 # Safety
 `bytes` must point at `length` bytes, `record` at `capacity` bytes, `needed` at a number; it may be NULL. `ask` and `verdict` must
 be NULL or point at as many bytes as their `size` says.
 */
StaydownStatus staydown_matcher_check(uint64_t handle,
                                      const uint8_t *bytes,
                                      size_t length,
                                      const StaydownAsk *ask,
                                      StaydownVerdict *verdict,
                                      char *record,
                                      size_t capacity,
                                      size_t *needed);

/*
 The same for pixels that the caller decoded; they have no digests.

 # Safety
 As for `staydown_matcher_check` and `staydown_pdq_pixels`.
 */
StaydownStatus staydown_matcher_check_pixels(uint64_t handle,
                                             const StaydownPixels *pixels,
                                             const StaydownAsk *ask,
                                             StaydownVerdict *verdict,
                                             char *record,
                                             size_t capacity,
                                             size_t *needed);

/*
 The same for a PDQ hash alone, made from a picture of that quality (0 to 100): nothing is guessed.

 # Safety
 As for `staydown_matcher_check`; `hash` must be NULL or point at a hash.
 */
StaydownStatus staydown_matcher_check_hash(uint64_t handle,
                                           const StaydownHash *hash,
                                           uint32_t quality,
                                           const StaydownAsk *ask,
                                           StaydownVerdict *verdict,
                                           char *record,
                                           size_t capacity,
                                           size_t *needed);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* STAYDOWN_H */
