package org.staydown;

import java.nio.file.Path;

/** Hashes of pictures and digests of files. */
public final class Staydown {
    private Staydown() {}

    /**
     * The version of the library.
     *
     * @return such as {@code 0.1.0}
     */
    public static String version() {
        return Library.text(Library.staydown_version());
    }

    /**
     * The PDQ hash of a picture, turned upright, under the default limits.
     *
     * @param picture the bytes of the file
     * @return the hash, its quality and those of the orientations
     * @throws StaydownException if it cannot be decoded
     */
    public static Pdq pdq(byte[] picture) {
        return pdq(picture, Limits.DEFAULT);
    }

    /**
     * The PDQ hash of a picture, turned upright.
     *
     * @param picture the bytes of the file
     * @param limits what decoding may take
     * @return the hash, its quality and those of the orientations
     * @throws StaydownException if it cannot be decoded
     */
    public static Pdq pdq(byte[] picture, Limits limits) {
        Scratch scratch = Scratch.ofThread();
        try (Block bytes = Block.of(picture)) {
            Library.check(Library.staydown_pdq(
                    bytes.address, picture.length, limits.put(scratch), scratch.result(Pdq.SIZE)));
        }
        return Pdq.get(scratch.at(Scratch.RESULT));
    }

    /**
     * The PDQ hash of a picture file, turned upright, under the default limits.
     *
     * @param path the file
     * @return the hash, its quality and those of the orientations
     * @throws StaydownException if it cannot be read or decoded
     */
    public static Pdq pdq(Path path) {
        return pdq(path, Limits.DEFAULT);
    }

    /**
     * The PDQ hash of a picture file, turned upright.
     *
     * @param path the file
     * @param limits what decoding may take
     * @return the hash, its quality and those of the orientations
     * @throws StaydownException if it cannot be read or decoded
     */
    public static Pdq pdq(Path path, Limits limits) {
        Scratch scratch = Scratch.ofThread();
        try (Block text = Block.of(path)) {
            Library.check(
                    Library.staydown_pdq_file(text.address, limits.put(scratch), scratch.result(Pdq.SIZE)));
        }
        return Pdq.get(scratch.at(Scratch.RESULT));
    }

    /**
     * The PDQ hash of pixels.
     *
     * @param pixels the pixels
     * @return the hash, its quality and those of the orientations
     * @throws StaydownException if there are none
     */
    public static Pdq pdq(Pixels pixels) {
        Scratch scratch = Scratch.ofThread();
        try (Block data = pixels.copy()) {
            Library.check(Library.staydown_pdq_pixels(pixels.put(scratch, data), scratch.result(Pdq.SIZE)));
        }
        return Pdq.get(scratch.at(Scratch.RESULT));
    }

    /**
     * A classic hash of a picture, under the default limits.
     *
     * @param picture the bytes of the file
     * @param profile the name of the hash's profile, such as {@code phash-64/image_hasher-3.1.1}
     * @return its 8 or 32 bytes, in the order of its hexadecimal digits
     * @throws StaydownException if the picture cannot be decoded ({@code unknown} and so on) or is too small
     *     ({@code no-hash}), or there is no such profile ({@code bad-argument})
     */
    public static byte[] classic(byte[] picture, String profile) {
        return classic(picture, profile, Limits.DEFAULT);
    }

    /**
     * A classic hash of a picture.
     *
     * @param picture the bytes of the file
     * @param profile the name of the hash's profile, such as {@code phash-64/image_hasher-3.1.1}
     * @param limits what decoding may take
     * @return its 8 or 32 bytes, in the order of its hexadecimal digits
     * @throws StaydownException as without limits
     */
    public static byte[] classic(byte[] picture, String profile, Limits limits) {
        Scratch scratch = Scratch.ofThread();
        try (Block bytes = Block.of(picture);
                Block name = Block.of(profile)) {
            long options = limits.put(scratch);
            return scratch.fill(
                    1,
                    (room, capacity, needed) -> Library.staydown_classic(
                            bytes.address, picture.length, options, name.address, room, capacity, needed),
                    (room, count) -> {
                        byte[] hash = new byte[count];
                        room.get(hash);
                        return hash;
                    });
        }
    }

    /**
     * The digests of bytes.
     *
     * @param file the bytes
     * @return MD5, SHA-1 and SHA-256
     */
    public static Digests digests(byte[] file) {
        Scratch scratch = Scratch.ofThread();
        try (Block bytes = Block.of(file)) {
            Library.check(
                    Library.staydown_digests(bytes.address, file.length, scratch.result(Digests.SIZE)));
        }
        return Digests.get(scratch.at(Scratch.RESULT));
    }
}
