package org.staydown;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * An index of 256-bit hashes in a file, which finds all that it should. Any number of threads may use one.
 *
 * <p>Calls fail with {@code closed-handle} once it is closed; those that run then go on to their end. Closing twice does
 * nothing. One that is forgotten is closed when the garbage collector finds it.
 */
public final class Index implements AutoCloseable {
    private final Handle handle;

    private Index(long number) {
        handle = new Handle(number);
    }

    /** How to open an index. */
    public enum Mode {
        /** Maps the file, which must not be shortened while it is open: at once, and shared by processes. */
        MAPPED,
        /** The same, brought into memory first. */
        POPULATED,
        /** Reads the file into memory of its own: the fastest to search, and safe from whatever happens to the file. */
        MEMORY
    }

    /**
     * What to put into an index.
     *
     * @param hash its hash
     * @param id what a {@link Hit} is to say, without a sign
     * @param list the number of its list, 0 to 65,535
     */
    public record Entry(Hash hash, long id, int list) {
        /**
         * An entry.
         *
         * @param hash its hash
         * @param id its id
         * @param list the number of its list
         * @throws IllegalArgumentException if that is not within 0 to 65,535
         */
        public Entry {
            Objects.requireNonNull(hash, "hash");
            if (list < 0 || list > 0xFFFF) {
                throw new IllegalArgumentException("a list has a number from 0 to 65,535, not " + list);
            }
        }

        /**
         * An entry of list 0.
         *
         * @param hash its hash
         * @param id its id
         */
        public Entry(Hash hash, long id) {
            this(hash, id, 0);
        }
    }

    /**
     * What an index holds.
     *
     * @param bits bits of a hash
     * @param entries entries
     * @param profile the name of the hashes' profile, such as {@code pdq}
     */
    public record Info(int bits, long entries, String profile) {
        private static final int SIZE = 56;
        private static final int PROFILE = 40;
    }

    /**
     * Builds an index of PDQ hashes and puts it in place of the file of that path, as a whole or not at all.
     *
     * @param path the file
     * @param entries what it is to hold; at most 50,000,000
     * @throws StaydownException {@code io} if it cannot be written
     */
    public static void build(Path path, Collection<Entry> entries) {
        Entry[] all = entries.toArray(Entry[]::new);
        try (Block text = Block.of(path);
                Block hashes = new Block((long) all.length * Hash.BYTES);
                Block ids = new Block((long) all.length * Long.BYTES);
                Block lists = new Block((long) all.length * Short.BYTES)) {
            for (Entry entry : all) {
                entry.hash().put(hashes.bytes);
                ids.bytes.putLong(entry.id());
                lists.bytes.putShort((short) entry.list());
            }
            Library.check(Library.staydown_index_build(
                    text.address, hashes.address, ids.address, lists.address, all.length));
        }
    }

    /**
     * Opens an index, mapped.
     *
     * @param path the file
     * @return the index, to be closed
     * @throws StaydownException {@code io} if it cannot be read, {@code bad-index} if it is none
     */
    public static Index open(Path path) {
        return open(path, Mode.MAPPED);
    }

    /**
     * Opens an index.
     *
     * @param path the file
     * @param mode how
     * @return the index, to be closed
     * @throws StaydownException {@code io} if it cannot be read, {@code bad-index} if it is none
     */
    public static Index open(Path path, Mode mode) {
        Scratch scratch = Scratch.ofThread();
        try (Block text = Block.of(path)) {
            Library.check(
                    Library.staydown_index_open(text.address, mode.ordinal(), scratch.address(Scratch.NUMBER)));
        }
        return new Index(scratch.number());
    }

    /**
     * What it holds.
     *
     * @return bits, entries and profile
     */
    public Info info() {
        Scratch scratch = Scratch.ofThread();
        check(number -> Library.staydown_index_info(number, scratch.result(Info.SIZE)));
        ByteBuffer from = scratch.at(Scratch.RESULT);
        from.getInt(); // its size
        return new Info(from.getInt(), from.getLong(), Scratch.text(from, new byte[Info.PROFILE]));
    }

    /**
     * The number of entries.
     *
     * @return the number
     */
    public long size() {
        return info().entries();
    }

    /**
     * Reads all of it and compares it with its checksums; opening checks the header alone.
     *
     * @throws StaydownException {@code bad-index} if it is damaged
     */
    public void verify() {
        check(Library::staydown_index_verify);
    }

    /**
     * All entries that differ from a hash in at most so many bits.
     *
     * @param hash the hash
     * @param radius bits, from 0
     * @return the hits
     */
    public List<Hit> within(Hash hash, int radius) {
        notNegative(radius, "radius");
        return search(hash, (number, address, hits, capacity, needed) ->
                Library.staydown_index_within(number, address, radius, hits, capacity, needed));
    }

    /**
     * The nearest entries, or all if there are fewer.
     *
     * @param hash the hash
     * @param count how many, from 0
     * @return the hits
     */
    public List<Hit> nearest(Hash hash, int count) {
        notNegative(count, "count");
        return search(hash, (number, address, hits, capacity, needed) ->
                Library.staydown_index_nearest(number, address, count, hits, capacity, needed));
    }

    /**
     * Whether any entry differs from a hash in at most so many bits.
     *
     * @param hash the hash
     * @param radius bits, from 0
     * @return whether one does
     */
    public boolean any(Hash hash, int radius) {
        notNegative(radius, "radius");
        Scratch scratch = Scratch.ofThread();
        long address = scratch.put(hash);
        check(number -> Library.staydown_index_any(number, address, radius, scratch.address(Scratch.NUMBER)));
        return scratch.at(Scratch.NUMBER).getInt() != 0;
    }

    /**
     * {@link #within} for many hashes in one call of the library, on all processors.
     *
     * @param hashes the hashes; at most 30,000,000
     * @param radius bits, from 0
     * @return the hits of each
     * @throws StaydownException {@code bad-length} if the hits of all take more than 2 GiB, at 16 bytes each
     */
    public List<List<Hit>> withinBatch(Collection<Hash> hashes, int radius) {
        notNegative(radius, "radius");
        Hash[] all = hashes.toArray(Hash[]::new);
        Scratch scratch = Scratch.ofThread();
        try (Block asked = new Block((long) all.length * Hash.BYTES);
                Block offsets = new Block((all.length + 1L) * Long.BYTES);
                Block room = new Block((4L * all.length + 64) * Hit.SIZE)) {
            for (Hash hash : all) {
                hash.put(asked.bytes);
            }
            return handle.with(number -> scratch.fill(
                    room,
                    Hit.SIZE,
                    (hits, capacity, needed) -> Library.staydown_index_within_batch(
                            number, asked.address, all.length, radius, offsets.address, hits, capacity, needed),
                    (hits, count) -> split(hits, offsets.bytes, all.length)));
        }
    }

    private static List<List<Hit>> split(ByteBuffer hits, ByteBuffer offsets, int count) {
        List<List<Hit>> split = new ArrayList<>(count);
        long start = offsets.getLong();
        for (int at = 0; at < count; at++) {
            long end = offsets.getLong();
            split.add(Hit.get(hits, (int) (end - start)));
            start = end;
        }
        return split;
    }

    /** Closes it. */
    @Override
    public void close() {
        handle.close();
    }

    private interface Call {
        int with(long number);
    }

    private void check(Call call) {
        handle.with(number -> {
            Library.check(call.with(number));
            return null;
        });
    }

    private interface Search {
        int run(long number, long hash, long hits, long capacity, long needed);
    }

    private List<Hit> search(Hash hash, Search search) {
        Scratch scratch = Scratch.ofThread();
        long address = scratch.put(hash);
        return handle.with(number -> scratch.fill(
                Hit.SIZE,
                (hits, capacity, needed) -> search.run(number, address, hits, capacity, needed),
                Hit::get));
    }

    private static void notNegative(int number, String what) {
        if (number < 0) {
            throw new IllegalArgumentException("a " + what + " is at least 0, not " + number);
        }
    }
}
