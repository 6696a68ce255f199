package org.staydown;

/** Pixels that the caller decoded: rows from the top. The array is read during the calls it is passed to, and not kept. */
public final class Pixels {
    private static final int SIZE = 48;
    private static final int LUMA = 1;
    private static final int RGB = 3;

    private final int channels;
    private final byte[] data;
    private final int width;
    private final int height;
    private final int stride;

    private Pixels(int channels, byte[] data, int width, int height, int stride) {
        if (width < 0 || height < 0 || stride < (long) width * channels) {
            throw new IllegalArgumentException(
                    "%d bytes a row are no rows of %d pixels of %d bytes".formatted(stride, width, channels));
        }
        if (height > 0 && (height - 1L) * stride + (long) width * channels > data.length) {
            throw new IllegalArgumentException(
                    "%d bytes are too few for %d rows of %d".formatted(data.length, height, stride));
        }
        this.channels = channels;
        this.data = data;
        this.width = width;
        this.height = height;
        this.stride = stride;
    }

    /**
     * Pixels of one byte, luma.
     *
     * @param data the rows
     * @param width pixels of a row
     * @param height rows
     * @param stride bytes from one row to the next
     * @return the pixels
     * @throws IllegalArgumentException if a row does not fit into the stride, or the rows into the data
     */
    public static Pixels luma(byte[] data, int width, int height, int stride) {
        return new Pixels(LUMA, data, width, height, stride);
    }

    /**
     * Pixels of three bytes: red, green and blue.
     *
     * @param data the rows
     * @param width pixels of a row
     * @param height rows
     * @param stride bytes from one row to the next
     * @return the pixels
     * @throws IllegalArgumentException if a row does not fit into the stride, or the rows into the data
     */
    public static Pixels rgb(byte[] data, int width, int height, int stride) {
        return new Pixels(RGB, data, width, height, stride);
    }

    Block copy() {
        return Block.of(data);
    }

    long put(Scratch scratch, Block copy) {
        scratch.at(Scratch.PIXELS)
                .putInt(SIZE)
                .putInt(channels)
                .putLong(copy.address)
                .putLong(data.length)
                .putLong(width)
                .putLong(height)
                .putLong(stride);
        return scratch.address(Scratch.PIXELS);
    }
}
