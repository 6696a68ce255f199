package org.staydown;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An entry that was found. Hits are ordered by distance, then id, then list.
 *
 * @param id the id that was given to the entry, without a sign: see {@link Long#toUnsignedString(long)}
 * @param distance bits in which it differs, 0 to 256
 * @param list the number of the list that was given to the entry, 0 to 65,535
 */
public record Hit(long id, int distance, int list) {
    static final int SIZE = 16;

    static List<Hit> get(ByteBuffer from, int count) {
        Hit[] hits = new Hit[count];
        for (int at = 0; at < count; at++) {
            hits[at] = new Hit(from.getLong(), from.getInt(), from.getInt());
        }
        return List.of(hits);
    }
}
