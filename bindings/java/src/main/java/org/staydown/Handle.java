package org.staydown;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.function.LongFunction;

/**
 * What the library opened, under its number. It never gives a number twice, and a call that runs while another thread closes
 * goes on to its end; so a number may be used at any time.
 */
final class Handle implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final long number;
    private final Cleaner.Cleanable closing;

    Handle(long number) {
        this.number = number;
        closing = CLEANER.register(this, () -> Library.staydown_close(number));
    }

    /** Calls with the number, which the collector leaves open until then. */
    <T> T with(LongFunction<T> call) {
        try {
            return call.apply(number);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        closing.clean();
    }
}
