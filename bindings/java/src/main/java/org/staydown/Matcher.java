package org.staydown;

import java.nio.file.Path;
import java.util.Objects;

/**
 * The lists of a catalogue, or an index alone, asked about pictures. Any number of threads may use one.
 *
 * <p>Calls fail with {@code closed-handle} once it is closed; those that run then go on to their end. Closing twice does
 * nothing. One that is forgotten is closed when the garbage collector finds it.
 */
public final class Matcher implements AutoCloseable {
    private final Handle handle;

    private Matcher(long number) {
        handle = new Handle(number);
    }

    /**
     * Opens the lists of a catalogue with the index beside it, or one made in memory if there is none, and the default rules.
     *
     * @param catalogue the file of the catalogue
     * @return the matcher, to be closed
     * @throws StaydownException {@code bad-catalogue} if it cannot be read
     */
    public static Matcher open(Path catalogue) {
        return open(catalogue, null, null);
    }

    /**
     * Opens the lists of a catalogue.
     *
     * @param catalogue the file of the catalogue
     * @param index the file of its index, or null for the one beside it; without one, an index is made in memory
     * @param rules rules as JSON, or null for the default ones
     * @return the matcher, to be closed
     * @throws StaydownException {@code bad-catalogue} if it cannot be read or the index is of another one,
     *     {@code bad-argument} if the rules are none
     */
    public static Matcher open(Path catalogue, Path index, String rules) {
        return open(Objects.requireNonNull(catalogue, "catalogue"), index, rules, Scratch.ofThread());
    }

    /**
     * A matcher over the file of an index alone, which must not be made from a catalogue. All its entries count, a list is
     * called by its number, and there are no digests; a new file at that path is taken up.
     *
     * @param index the file of the index
     * @param rules rules as JSON, or null for the default ones
     * @return the matcher, to be closed
     * @throws StaydownException {@code io} or {@code bad-index} if the index cannot be read or is of a catalogue,
     *     {@code bad-argument} if the rules are none
     */
    public static Matcher over(Path index, String rules) {
        return open(null, Objects.requireNonNull(index, "index"), rules, Scratch.ofThread());
    }

    private static Matcher open(Path catalogue, Path index, String rules, Scratch scratch) {
        try (Block file = catalogue == null ? null : Block.of(catalogue);
                Block beside = index == null ? null : Block.of(index);
                Block json = rules == null ? null : Block.of(rules)) {
            Library.check(Library.staydown_matcher_open(
                    address(file), address(beside), address(json), scratch.address(Scratch.NUMBER)));
        }
        return new Matcher(scratch.number());
    }

    private static long address(Block block) {
        return block == null ? 0 : block.address;
    }

    /**
     * Takes up what changed in the catalogue and the index now. Checks do so by themselves, every 50 milliseconds.
     *
     * @throws StaydownException {@code bad-catalogue} if it cannot be read; the matcher stays as it was
     */
    public void refresh() {
        handle.with(number -> {
            Library.check(Library.staydown_matcher_refresh(number));
            return null;
        });
    }

    /**
     * What to do with a picture as it is.
     *
     * @param picture the bytes of the file; that they cannot be decoded is no error, see {@link Verdict#undecoded}
     * @return the verdict
     */
    public Verdict check(byte[] picture) {
        return check(picture, Ask.DEFAULT);
    }

    /**
     * What to do with a picture.
     *
     * @param picture the bytes of the file; that they cannot be decoded is no error, see {@link Verdict#undecoded}
     * @param ask how to ask
     * @return the verdict
     */
    public Verdict check(byte[] picture, Ask ask) {
        try (Block bytes = Block.of(picture)) {
            return judge(ask, (number, asked, verdict, record, capacity, needed) -> Library.staydown_matcher_check(
                    number, bytes.address, picture.length, asked, verdict, record, capacity, needed));
        }
    }

    /**
     * What to do with pixels; they have no digests.
     *
     * @param pixels the pixels
     * @param ask how to ask
     * @return the verdict
     */
    public Verdict check(Pixels pixels, Ask ask) {
        try (Block data = pixels.copy()) {
            long address = pixels.put(Scratch.ofThread(), data);
            return judge(ask, (number, asked, verdict, record, capacity, needed) ->
                    Library.staydown_matcher_check_pixels(
                            number, address, asked, verdict, record, capacity, needed));
        }
    }

    /**
     * What to do with a picture of which there is a PDQ hash alone; nothing is guessed.
     *
     * @param hash the hash
     * @param quality its quality, 0 to 100
     * @return the verdict
     * @throws IllegalArgumentException if the quality is outside
     */
    public Verdict check(Hash hash, int quality) {
        if (quality < 0 || quality > 100) {
            throw new IllegalArgumentException("a quality is from 0 to 100, not " + quality);
        }
        long address = Scratch.ofThread().put(hash);
        return judge(Ask.DEFAULT, (number, asked, verdict, record, capacity, needed) ->
                Library.staydown_matcher_check_hash(
                        number, address, quality, asked, verdict, record, capacity, needed));
    }

    /** Closes it. */
    @Override
    public void close() {
        handle.close();
    }

    private interface Judging {
        int judge(long number, long ask, long verdict, long record, long capacity, long needed);
    }

    private Verdict judge(Ask ask, Judging judging) {
        Scratch scratch = Scratch.ofThread();
        long asked = ask.put(scratch);
        long verdict = scratch.result(Verdict.SIZE);
        String record = handle.with(number -> scratch.fill(
                1,
                (room, capacity, needed) -> judging.judge(number, asked, verdict, room, capacity, needed),
                Scratch::text));
        return Verdict.get(scratch.at(Scratch.RESULT), record);
    }
}
