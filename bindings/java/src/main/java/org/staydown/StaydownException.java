package org.staydown;

/**
 * What the library refused, and why. Unchecked, since the caller at hand can rarely mend it, and lambdas and streams could not
 * pass it on. The message never holds a hash.
 */
public final class StaydownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The name of the status. */
    private final String status;

    StaydownException(String status, String message) {
        super(message);
        this.status = status;
    }

    /**
     * The name of the status, which never changes its meaning; later versions may add some.
     *
     * <p>Of arguments: {@code bad-argument}, {@code bad-length}. Of what was opened: {@code closed-handle}. Of files:
     * {@code io}, {@code bad-index}, {@code bad-catalogue}. Of pictures: {@code unknown}, {@code unsupported},
     * {@code too-large}, {@code too-small}, {@code truncated}, {@code corrupt}, {@code panicked}, {@code no-hash}.
     * {@code panic} is an error of the library, and the call had no effect.
     *
     * @return the name, in lower case with hyphens
     */
    public String status() {
        return status;
    }
}
