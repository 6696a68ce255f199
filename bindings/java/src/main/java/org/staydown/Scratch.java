package org.staydown;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Native memory that a thread keeps for its calls: its structs, and room for results of the usual length. */
final class Scratch {
    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);
    private static final int ROOM = 8192;

    /** Where things lie: a number that comes back, a hash that goes in, options, pixels, the struct that comes back. */
    static final int NUMBER = 0;
    static final int HASH = 8;
    static final int OPTIONS = 64;
    static final int PIXELS = 128;
    static final int RESULT = 192;
    private static final int SIZE = 512;

    private final Block structs = new Block(SIZE);
    private final Block room = new Block(ROOM);

    private Scratch() {}

    static Scratch ofThread() {
        return OF_THREAD.get();
    }

    long address(int at) {
        return structs.address + at;
    }

    /** The structs, from that place on. */
    ByteBuffer at(int at) {
        return structs.bytes.position(at);
    }

    long number() {
        return structs.bytes.getLong(NUMBER);
    }

    /** Where the struct comes back, of which the library reads nothing but its size. */
    long result(int size) {
        structs.bytes.putInt(RESULT, size);
        return address(RESULT);
    }

    long put(Hash hash) {
        hash.put(at(HASH));
        return address(HASH);
    }

    /** A call that fills room for elements, and says at {@link #NUMBER} how many there are. */
    interface Filling {
        int into(long room, long capacity, long needed);
    }

    /** What to make of that many elements. */
    interface Reading<T> {
        T from(ByteBuffer room, int count);
    }

    <T> T fill(int width, Filling filling, Reading<T> reading) {
        return fill(room, width, filling, reading);
    }

    /** Calls again with larger room for as long as the library asks for it. */
    <T> T fill(Block room, int width, Filling filling, Reading<T> reading) {
        int status = filling.into(room.address, room.size / width, address(NUMBER));
        if (status == Library.BUFFER_TOO_SMALL) {
            try (Block larger = new Block(Math.multiplyExact(number(), width))) {
                return fill(larger, width, filling, reading);
            }
        }
        Library.check(status);
        return reading.from(room.bytes.position(0), (int) number());
    }

    /** The text of that many bytes, the last of which is zero. */
    static String text(ByteBuffer room, int count) {
        byte[] bytes = new byte[count - 1];
        room.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A text in a struct, which fills the rest of its place with zeros. */
    static String text(ByteBuffer struct, byte[] place) {
        struct.get(place);
        int end = 0;
        while (end < place.length && place[end] != 0) {
            end++;
        }
        return new String(place, 0, end, StandardCharsets.UTF_8);
    }
}
