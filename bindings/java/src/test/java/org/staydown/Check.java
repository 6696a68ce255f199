package org.staydown;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What tests say. */
final class Check {
    private static final AtomicLong COUNT = new AtomicLong();

    private Check() {}

    interface Act {
        Object act() throws Exception;
    }

    interface Deed {
        void act() throws Exception;
    }

    static void equal(Object wanted, Object got) {
        COUNT.incrementAndGet();
        if (!Objects.equals(wanted, got)) {
            throw new AssertionError("wanted " + wanted + ", got " + got);
        }
    }

    static void yes(boolean holds) {
        equal(true, holds);
    }

    /** The act fails with that status and a text. */
    static void fails(String status, Act act) {
        StaydownException error = refuses(StaydownException.class, act);
        equal(status, error.status());
        yes(error.getMessage().length() > 5);
    }

    static <E extends Exception> E refuses(Class<E> kind, Act act) {
        COUNT.incrementAndGet();
        Object got;
        try {
            got = act.act();
        } catch (Exception error) {
            if (kind.isInstance(error)) {
                return kind.cast(error);
            }
            throw new AssertionError("wanted " + kind.getSimpleName() + ", got " + error, error);
        }
        throw new AssertionError("wanted " + kind.getSimpleName() + ", got " + got);
    }

    static Act deed(Deed deed) {
        return () -> {
            deed.act();
            return "no error";
        };
    }

    static long count() {
        return COUNT.get();
    }
}
