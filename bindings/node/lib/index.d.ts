/// <reference lib="esnext.disposable" />
/// <reference types="node" />

/**
 * staydown: perceptual hashes of pictures, complete search in lists of them, and verdicts.
 *
 * What returns a promise works on a thread of Node's pool (`UV_THREADPOOL_SIZE`, 4 by default) and copies what it is given
 * before it returns, so that buffers may be changed at once; a `withinBatch` also uses all processors. A promise is rejected,
 * and a function that returns none throws, with a {@link StaydownError}. Nothing shows a hash unless `hex` or `bytes` is asked for.
 *
 * @packageDocumentation
 */

/** The version of the library, such as `0.1.0`. */
export const version: string;

/**
 * Why a call failed. Names never change their meaning; later versions may add some.
 *
 * - `bad-argument`: an argument is not of its type, out of its range, or contradicts another.
 * - `closed-handle`: the index or matcher has been closed.
 * - `io`: the system could not read or write a file.
 * - `bad-index`: the file is no index, is damaged, or holds hashes of another width.
 * - `bad-catalogue`: the catalogue cannot be read, or its index does not belong to it.
 * - `no-hash`: the picture has no such hash.
 * - `panic`: the library failed at something that it should have foreseen; the call had no effect. Please report it.
 *
 * The others are those of pictures that cannot be decoded, see {@link Undecoded}.
 */
export type ErrorCode =
  | 'bad-argument'
  | 'closed-handle'
  | 'io'
  | 'bad-index'
  | 'bad-catalogue'
  | 'no-hash'
  | 'panic'
  | Undecoded;

/**
 * Why a picture cannot be decoded.
 *
 * - `unknown`: the bytes are of no format that is known.
 * - `unsupported`: the format is known and not decoded.
 * - `too-large`: the picture passes a limit.
 * - `too-small`: the picture has no pixels.
 * - `truncated`: the file ends before the picture does.
 * - `corrupt`: the bytes contradict the format.
 * - `panicked`: the decoder panicked.
 */
export type Undecoded = 'unknown' | 'unsupported' | 'too-large' | 'too-small' | 'truncated' | 'corrupt' | 'panicked';

/** What every failure of this package is. Its message never holds a hash. */
export class StaydownError extends Error {
  constructor(code: ErrorCode, message: string);
  /** Why the call failed. */
  readonly code: ErrorCode;
}

/** A hash of 256 bits. It cannot be changed. Treat its bytes and digits as personal data. */
export class Hash {
  /**
   * Copies the 32 bytes of a hash, in the order of its hexadecimal digits.
   * @throws `bad-argument` for another number of bytes.
   */
  constructor(bytes: Uint8Array);
  /**
   * Reads 64 hexadecimal digits of either case.
   * @throws `bad-argument` for any other text.
   */
  static parse(hex: string): Hash;
  /** A copy of the 32 bytes. */
  get bytes(): Buffer;
  /** The 64 hexadecimal digits, in lower case. */
  get hex(): string;
  /** The number of bits in which two hashes differ, 0 to 256. */
  distance(other: Hash): number;
  /** Whether all bits are alike. */
  equals(other: Hash): boolean;
}

/** A PDQ hash and what comes with it. */
export interface Pdq {
  /** The hash of the picture, upright. */
  hash: Hash;
  /** How far the hash can be relied on, 0 to 100; under 50 it should decide nothing. */
  quality: number;
  /**
   * The hashes of the picture turned and mirrored: as it is, turned by 90°, 180° and 270° counter-clockwise, top and bottom
   * exchanged, left and right exchanged, and mirrored along either diagonal.
   */
  orientations: Hash[];
}

/** What a picture file may cost, checked before it is decoded. Positive integers; what is left out keeps its default. */
export interface Limits {
  /** Bytes of the file. 256 MiB by default. */
  bytes?: number | undefined;
  /** Width times height. 100 million by default. */
  pixels?: number | undefined;
  /** Pixels of width. 65,535 by default. */
  width?: number | undefined;
  /** Pixels of height. 65,535 by default. */
  height?: number | undefined;
  /** Bytes of memory that decoding takes at its peak, estimated. 512 MiB by default. */
  memory?: number | undefined;
}

/** Pixels that the caller decoded, from the top row on. */
export interface Pixels {
  /** The bytes. */
  data: Uint8Array;
  /** Pixels of a row, at least 1. */
  width: number;
  /** Rows, at least 1. */
  height: number;
  /** Bytes of a pixel: 1 for luma, 3 for red, green and blue. */
  channels: 1 | 3;
  /** Bytes from one row to the next; `width * channels` by default. */
  stride?: number | undefined;
}

/** Hashes the bytes of a picture file. Fails with an {@link Undecoded}. */
export function hash(bytes: Uint8Array, limits?: Limits): Promise<Pdq>;
/** Hashes a picture file. Fails with `io` or an {@link Undecoded}. */
export function hashFile(path: string | URL, limits?: Limits): Promise<Pdq>;
/** Hashes pixels. Fails with `bad-argument` where `data` does not hold them. */
export function hashPixels(pixels: Pixels): Promise<Pdq>;

/** A classic hash, with the version of the algorithm that makes it: 64 or 256 bits. */
export type ClassicProfile = `${'ahash' | 'dhash' | 'phash' | 'blockhash'}-${64 | 256}/image_hasher-3.1.1`;

/**
 * A classic hash of the bytes of a picture file: its 8 or 32 bytes in the order of its hexadecimal digits. Fails with `no-hash`
 * for a picture that has none, or an {@link Undecoded}.
 */
export function classic(bytes: Uint8Array, profile: ClassicProfile, limits?: Limits): Promise<Buffer>;

/** Digests of a file. */
export interface Digests {
  /** MD5, 16 bytes. */
  md5: Buffer;
  /** SHA-1, 20 bytes. */
  sha1: Buffer;
  /** SHA-256, 32 bytes. */
  sha256: Buffer;
}

/** The digests of bytes. */
export function digests(bytes: Uint8Array): Promise<Digests>;

/** What an index is built of. */
export interface Entry {
  /** Its PDQ hash. */
  hash: Hash;
  /** An id of the caller's, from `0n` to `2n ** 64n - 1n`; two entries may have the same. */
  id: bigint;
  /** A number of the caller's for the list that it is in, 0 to 65,535; 0 by default. */
  list?: number | undefined;
}

/** An entry that was found. Hits are ordered by distance, then id, then list. */
export interface Hit {
  /** The id that was given to the entry. */
  id: bigint;
  /** Bits in which it differs. */
  distance: number;
  /** The number of its list. */
  list: number;
}

/**
 * How an index is opened.
 *
 * - `mapped`: maps the file, which must not be written to or shortened while it is open: at once, and shared by processes.
 * - `populated`: the same, brought into memory first.
 * - `memory`: reads it into memory of its own: the fastest to search, and safe from whatever happens to the file.
 */
export type OpenMode = 'mapped' | 'populated' | 'memory';

/**
 * An index of 256-bit hashes, searched completely: no entry within the radius is left out.
 *
 * Any number of calls may be under way. It belongs to one JavaScript thread: a worker opens the file for itself, and maps
 * the same memory. All but `close` fail with `closed-handle` after it.
 */
export class Index implements Disposable {
  private constructor();
  /**
   * Builds an index and puts it in place of the file of that path, as a whole or not at all. Fails with `io`,
   * `bad-argument`, or what the iteration fails with.
   */
  static build(path: string | URL, entries: Iterable<Entry> | AsyncIterable<Entry>): Promise<void>;
  /** Opens an index; `mapped` by default. Fails with `io` or `bad-index`. */
  static open(path: string | URL, mode?: OpenMode): Promise<Index>;
  /** The number of entries. */
  get length(): number;
  /** The name of the hashes' profile, such as `pdq`. */
  get profile(): string;
  /** Reads all of it and compares it with its checksums: opening checks the header alone. Fails with `bad-index`. */
  verify(): Promise<void>;
  /** All entries that differ from the hash in at most `radius` bits, 0 to 256. */
  within(hash: Hash, radius: number): Promise<Hit[]>;
  /** The same on this thread: some microseconds in an index in memory, longer where the disk has to be asked. */
  withinSync(hash: Hash, radius: number): Hit[];
  /** The `count` nearest entries, or all if there are fewer. */
  nearest(hash: Hash, count: number): Promise<Hit[]>;
  /** The same on this thread. */
  nearestSync(hash: Hash, count: number): Hit[];
  /** Whether any entry differs from the hash in at most `radius` bits. */
  any(hash: Hash, radius: number): Promise<boolean>;
  /** The same on this thread. */
  anySync(hash: Hash, radius: number): boolean;
  /** `within` for many hashes, on all processors; the answers in their order. */
  withinBatch(hashes: Iterable<Hash>, radius: number): Promise<Hit[][]>;
  /** Lets go of the file. Calls under way go on to their end. A second time it does nothing. */
  close(): void;
  /** As `close`, for `using`. */
  [Symbol.dispose](): void;
}

/** What a matcher is opened with. */
export interface MatcherOptions {
  /** The file of the catalogue's index; the one beside it by default, and one made in memory where there is none. */
  index?: string | URL | undefined;
  /** Rules as JSON; the default ones if nothing is said. */
  rules?: string | undefined;
}

/**
 * How much a matcher guesses.
 *
 * - `exact`: the picture as it is.
 * - `mirrored`: turned by quarters and mirrored, too.
 * - `framed`: cropped, bordered and in screenshots, too.
 * - `thorough`: everything that is known how to guess.
 */
export type Tier = 'exact' | 'mirrored' | 'framed' | 'thorough';

/** How to ask a matcher. */
export interface Ask {
  /** How much to guess; `exact` by default. */
  tier?: Tier | undefined;
  /** Milliseconds that the search may take. When they are over the answer is given from what was found. No bound by default. */
  budgetMs?: number | undefined;
  /** Hashes to ask at most. No bound by default. */
  guesses?: number | undefined;
  /** What decoding may take. */
  limits?: Limits | undefined;
}

/** What to do with a picture, and why. */
export interface Verdict {
  /** What to do. */
  action: 'allow' | 'review' | 'block';
  /** The reason that decided. */
  why:
    | 'nothing-matches'
    | 'stale'
    | 'partly-loaded'
    | 'cannot-tell'
    | 'no-list'
    | 'allow-listed'
    | 'contradicted'
    | 'disputed'
    | 'little-trusted'
    | 'too-few-agree'
    | 'matches-too-much'
    | 'listed';
  /**
   * Whether the picture was compared with all lists as they should be and nothing speaks against it. `allow` alone does not
   * say so.
   */
  clean: boolean;
  /** The state of the lists: none, some not loaded, some older than they should be, or all as they should be. */
  lists: 'no-list' | 'partly' | 'stale' | 'full';
  /** The entries that count, those of allow-lists too, the strictest first: list and number in the catalogue. */
  entries: { list: string; number: bigint }[];
  /** Quality of the picture's hash, 0 to 100; null if it has none. */
  quality: number | null;
  /** Whether time ran out before all was asked; fewer guesses are a choice, as a lower tier is. */
  degraded: boolean;
  /** Why the picture could not be decoded, null if it was; it was compared by its digests alone then. */
  undecoded: Undecoded | null;
  /** The generation of the catalogue that the answer is of; over an index alone, the number of files taken up. */
  generation: bigint;
  /** The record of the decision: a line of JSON for a log, without hashes. */
  record: string;
}

/**
 * The lists of a catalogue, or an index alone, asked about pictures. Changes of the catalogue count within 50 milliseconds.
 *
 * Any number of calls may be under way. It belongs to one JavaScript thread: a worker opens the catalogue for itself. All but
 * `close` fail with `closed-handle` after it, and with `bad-catalogue` if the catalogue cannot be read.
 */
export class Matcher implements Disposable {
  private constructor();
  /** Opens the lists of a catalogue. Fails with `bad-catalogue`, or `bad-argument` for rules that are none. */
  static open(catalogue: string | URL, options?: MatcherOptions): Promise<Matcher>;
  /**
   * Opens the file of an index alone, which must not be made from a catalogue. All its entries count, a list is called by its
   * number, and there are no digests; a new file at that path is taken up. Fails with `io`, `bad-index` or `bad-argument`.
   */
  static over(index: string | URL, options?: Pick<MatcherOptions, 'rules'>): Promise<Matcher>;
  /** Takes up now what changed in the catalogue and the index. */
  refresh(): Promise<void>;
  /** What to do with the bytes of a picture file. That they cannot be decoded is no failure: see `undecoded`. */
  check(bytes: Uint8Array, ask?: Ask): Promise<Verdict>;
  /** The same for pixels; they have no digests. */
  checkPixels(pixels: Pixels, ask?: Ask): Promise<Verdict>;
  /** The same for a PDQ hash alone, made from a picture of that quality (0 to 100): nothing is guessed. */
  checkHash(hash: Hash, quality: number, ask?: Ask): Promise<Verdict>;
  /** Lets go of the catalogue. Calls under way go on to their end. A second time it does nothing. */
  close(): void;
  /** As `close`, for `using`. */
  [Symbol.dispose](): void;
}
