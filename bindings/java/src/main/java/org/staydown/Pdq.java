package org.staydown;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PDQ hash and what came with it.
 *
 * @param hash the hash of the picture as it is
 * @param quality how far the hash can be relied on, 0 to 100; under 50 it should decide nothing
 * @param orientations the hashes of the picture as it is, turned by 90°, 180° and 270°, mirrored along either axis, and along
 *     either diagonal
 */
public record Pdq(Hash hash, int quality, List<Hash> orientations) {
    static final int SIZE = 296;
    private static final int ORIENTATIONS = 8;

    /**
     * What the library answers.
     *
     * @param hash the hash
     * @param quality the quality
     * @param orientations the hashes, which are copied
     */
    public Pdq {
        orientations = List.copyOf(orientations);
    }

    static Pdq get(ByteBuffer from) {
        from.getInt(); // its size
        int quality = from.getInt();
        Hash hash = Hash.get(from);
        return new Pdq(hash, quality, Stream.generate(() -> Hash.get(from)).limit(ORIENTATIONS).toList());
    }
}
