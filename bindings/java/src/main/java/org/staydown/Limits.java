package org.staydown;

import java.nio.ByteBuffer;

/**
 * What decoding may take; 0 is the library's default of each. A picture that passes one is refused as {@code too-large}.
 *
 * @param width pixels of width
 * @param height pixels of height
 * @param frames frames of an animation
 * @param bytes bytes of the file
 * @param pixels width times height
 * @param memory bytes of memory that decoding takes at its peak
 */
public record Limits(int width, int height, int frames, long bytes, long pixels, long memory) {
    /** The library's defaults, all of them. */
    public static final Limits DEFAULT = new Limits(0, 0, 0, 0, 0, 0);

    private static final int SIZE = 40;

    /**
     * Limits.
     *
     * @param width pixels
     * @param height pixels
     * @param frames frames
     * @param bytes bytes
     * @param pixels pixels
     * @param memory bytes
     * @throws IllegalArgumentException if one is negative
     */
    public Limits {
        if (width < 0 || height < 0 || frames < 0 || bytes < 0 || pixels < 0 || memory < 0) {
            throw new IllegalArgumentException("a limit is negative");
        }
    }

    /**
     * The defaults in numbers.
     *
     * @return them; none is 0
     */
    public static Limits defaults() {
        Scratch scratch = Scratch.ofThread();
        Library.check(Library.staydown_limits(scratch.result(SIZE)));
        ByteBuffer from = scratch.at(Scratch.RESULT);
        from.getInt(); // its size
        return new Limits(
                from.getInt(), from.getInt(), from.getInt(), from.getLong(), from.getLong(), from.getLong());
    }

    long put(Scratch scratch) {
        scratch.at(Scratch.OPTIONS)
                .putInt(SIZE)
                .putInt(width)
                .putInt(height)
                .putInt(frames)
                .putLong(bytes)
                .putLong(pixels)
                .putLong(memory);
        return scratch.address(Scratch.OPTIONS);
    }
}
