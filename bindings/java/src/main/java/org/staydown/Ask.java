package org.staydown;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * How to ask a matcher. Begin with {@link #DEFAULT}, and change what should differ.
 *
 * @param tier how much to guess
 * @param budget what the search may take, to the microsecond; zero: no bound. When it is over, the answer is given from what was
 *     found
 * @param guesses hashes to ask at most; 0: no bound
 * @param bytes bytes of the file that decoding may take; 0: the default
 * @param pixels width times height that decoding may take; 0: the default
 * @param memory bytes of memory that decoding may take at its peak; 0: the default
 */
public record Ask(Tier tier, Duration budget, long guesses, long bytes, long pixels, long memory) {
    /** The picture as it is, without bounds, under the default limits. */
    public static final Ask DEFAULT = new Ask(Tier.EXACT, Duration.ZERO, 0, 0, 0, 0);

    private static final int SIZE = 48;

    /** How much to guess of what was done to a picture. */
    public enum Tier {
        /** The picture as it is: only its own hash is asked for. */
        EXACT,
        /** Turned by quarters and mirrored, too. */
        MIRRORED,
        /** Cropped, bordered and in screenshots, too. */
        FRAMED,
        /** Everything that is known how to guess. */
        THOROUGH
    }

    /**
     * How to ask.
     *
     * @param tier the tier
     * @param budget time
     * @param guesses hashes
     * @param bytes bytes
     * @param pixels pixels
     * @param memory bytes
     * @throws IllegalArgumentException if one is negative
     */
    public Ask {
        Objects.requireNonNull(tier, "tier");
        if (budget.isNegative() || guesses < 0 || bytes < 0 || pixels < 0 || memory < 0) {
            throw new IllegalArgumentException("a bound is negative");
        }
    }

    /**
     * The same with another tier.
     *
     * @param other the tier
     * @return how to ask
     */
    public Ask withTier(Tier other) {
        return new Ask(other, budget, guesses, bytes, pixels, memory);
    }

    /**
     * The same with another budget.
     *
     * @param other what the search may take; zero: no bound
     * @return how to ask
     */
    public Ask withBudget(Duration other) {
        return new Ask(tier, other, guesses, bytes, pixels, memory);
    }

    long put(Scratch scratch) {
        scratch.at(Scratch.OPTIONS)
                .putInt(SIZE)
                .putInt(tier.ordinal())
                .putLong(microseconds())
                .putLong(guesses)
                .putLong(bytes)
                .putLong(pixels)
                .putLong(memory);
        return scratch.address(Scratch.OPTIONS);
    }

    /** Rounded up, since 0 would be no bound at all. */
    private long microseconds() {
        long whole = TimeUnit.MICROSECONDS.convert(budget);
        boolean rest = budget.getNano() % 1000 > 0 && whole < Long.MAX_VALUE;
        return rest ? whole + 1 : whole;
    }
}
