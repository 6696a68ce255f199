package org.staydown;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Digests of a file's bytes, as hexadecimal digits in lower case.
 *
 * @param md5 MD5, 32 digits
 * @param sha1 SHA-1, 40 digits
 * @param sha256 SHA-256, 64 digits
 */
public record Digests(String md5, String sha1, String sha256) {
    static final int SIZE = 72;

    static Digests get(ByteBuffer from) {
        from.getInt(); // its size
        return new Digests(hex(from, 16), hex(from, 20), hex(from, 32));
    }

    private static String hex(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
