package org.staydown;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A hash of 256 bits, such as PDQ's. Immutable. */
public final class Hash {
    /** Bytes of a hash. */
    public static final int BYTES = 32;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final SecretKeySpec KEY = key();

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A hash of bytes in the order of its hexadecimal digits.
     *
     * @param bytes 32 bytes, which are copied
     * @return the hash
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static Hash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
        }
        return new Hash(bytes.clone());
    }

    /**
     * A hash of hexadecimal digits.
     *
     * @param hex 64 digits in upper or lower case
     * @return the hash
     * @throws IllegalArgumentException if it is anything else
     */
    public static Hash parse(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("a hash has 64 hexadecimal digits, not " + hex.length());
        }
        return new Hash(HexFormat.of().parseHex(hex));
    }

    static Hash get(ByteBuffer from) {
        byte[] bytes = new byte[BYTES];
        from.get(bytes);
        return new Hash(bytes);
    }

    void put(ByteBuffer to) {
        to.put(bytes);
    }

    /**
     * The bytes, in the order of the hexadecimal digits.
     *
     * @return a copy of the 32 bytes
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The hexadecimal digits.
     *
     * @return 64 digits in lower case
     */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * The number of bits in which two hashes differ.
     *
     * @param other the other hash
     * @return 0 to 256
     */
    public int distance(Hash other) {
        int distance = 0;
        for (int at = 0; at < BYTES; at += Long.BYTES) {
            distance += Long.bitCount((long) WORD.get(bytes, at) ^ (long) WORD.get(other.bytes, at));
        }
        return distance;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** An id in the place of the digits, which says nothing in another process: a hash of listed imagery is confidential. */
    @Override
    public String toString() {
        try {
            Mac mac = Mac.getInstance(KEY.getAlgorithm());
            mac.init(KEY);
            return "Hash(#" + HexFormat.of().formatHex(mac.doFinal(bytes), 0, 4) + ")";
        } catch (GeneralSecurityException error) {
            throw new AssertionError("every Java has HMAC of SHA-256", error);
        }
    }

    private static SecretKeySpec key() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return new SecretKeySpec(random, "HmacSHA256");
    }
}
