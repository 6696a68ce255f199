package org.staydown;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A piece of native memory, aligned for all that the library takes. Only its own method may use it, until it closes it. */
final class Block implements AutoCloseable {
    private final Memory memory;
    final long address;
    final long size;
    /** All of it, in the machine's order of bytes. */
    final ByteBuffer bytes;

    Block(long size) {
        if (size > Integer.MAX_VALUE) {
            throw new StaydownException("bad-length", size + " bytes are more than one call can take or give");
        }
        this.size = Math.max(size, 1);
        memory = new Memory(this.size);
        address = Pointer.nativeValue(memory);
        bytes = memory.getByteBuffer(0, this.size);
    }

    /** A copy of bytes. */
    static Block of(byte[] bytes) {
        Block block = new Block(bytes.length);
        block.bytes.put(0, bytes);
        return block;
    }

    /** A text for C. */
    static Block of(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text holds a zero character");
        }
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            Block block = new Block(encoded.remaining() + 1L);
            block.bytes.put(encoded).put((byte) 0);
            return block;
        } catch (CharacterCodingException error) {
            throw new IllegalArgumentException("a text is not Unicode", error);
        }
    }

    /** A path of the default file system, for C. */
    static Block of(Path path) {
        return of(path.toFile().getPath());
    }

    @Override
    public void close() {
        memory.close();
    }
}
