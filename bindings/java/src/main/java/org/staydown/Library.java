package org.staydown;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/** The C interface, {@code staydown.h}. Pointers and {@code size_t} are {@code long}, so that JNA has nothing to convert. */
final class Library {
    private static final int ABI = 0;
    private static final int OK = 0;
    static final int BUFFER_TOO_SMALL = 8;

    static {
        if (Native.POINTER_SIZE != 8 || Native.SIZE_T_SIZE != 8) {
            throw new UnsatisfiedLinkError("staydown for Java is for 64-bit machines");
        }
        Native.register(Library.class, "staydown");
        if (staydown_abi_version() != ABI) {
            throw new UnsatisfiedLinkError("libstaydown has interface " + staydown_abi_version() + ", not " + ABI);
        }
    }

    private Library() {}

    /** Throws what the last call of this thread failed with, if it did. */
    static void check(int status) {
        if (status != OK) {
            throw new StaydownException(statusName(status), lastError());
        }
    }

    static String statusName(int status) {
        return text(staydown_status_name(status));
    }

    static String text(long address) {
        return new Pointer(address).getString(0, StandardCharsets.UTF_8.name());
    }

    private static String lastError() {
        Scratch scratch = Scratch.ofThread();
        return scratch.fill(1, Library::staydown_last_error, Scratch::text);
    }

    static native int staydown_last_error(long text, long capacity, long needed);

    static native long staydown_status_name(int status);

    static native long staydown_version();

    static native int staydown_abi_version();

    static native int staydown_close(long handle);

    static native int staydown_limits(long limits);

    static native int staydown_pdq(long bytes, long length, long limits, long pdq);

    static native int staydown_pdq_file(long path, long limits, long pdq);

    static native int staydown_pdq_pixels(long pixels, long pdq);

    static native int staydown_classic(
            long bytes, long length, long limits, long profile, long hash, long capacity, long needed);

    static native int staydown_digests(long bytes, long length, long digests);

    static native int staydown_index_build(long path, long hashes, long ids, long lists, long count);

    static native int staydown_index_open(long path, int mode, long handle);

    static native int staydown_index_info(long handle, long info);

    static native int staydown_index_verify(long handle);

    static native int staydown_index_within(
            long handle, long hash, int radius, long hits, long capacity, long needed);

    static native int staydown_index_nearest(
            long handle, long hash, long count, long hits, long capacity, long needed);

    static native int staydown_index_any(long handle, long hash, int radius, long any);

    static native int staydown_index_within_batch(
            long handle, long hashes, long count, int radius, long offsets, long hits, long capacity, long needed);

    static native int staydown_matcher_open(long catalogue, long index, long rules, long handle);

    static native int staydown_matcher_refresh(long handle);

    static native int staydown_matcher_check(
            long handle, long bytes, long length, long ask, long verdict, long record, long capacity, long needed);

    static native int staydown_matcher_check_pixels(
            long handle, long pixels, long ask, long verdict, long record, long capacity, long needed);

    static native int staydown_matcher_check_hash(
            long handle, long hash, int quality, long ask, long verdict, long record, long capacity, long needed);
}
