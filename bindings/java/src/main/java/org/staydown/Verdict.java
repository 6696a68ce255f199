package org.staydown;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to do with a picture.
 *
 * @param action what to do
 * @param clean whether the picture was compared with all lists as they should be and nothing speaks against it; {@code ALLOW}
 *     alone does not say so
 * @param lists whether the lists were as they should be
 * @param entries the entries that count, those of allow-lists too
 * @param quality the quality of the picture's hash, 0 to 100, if it has one
 * @param degraded whether time ran out before all was asked; fewer guesses are a choice, as a lower tier is
 * @param undecoded why the picture could not be decoded, such as {@code truncated}, if so; it was compared by its digests alone
 *     then
 * @param generation the generation of the catalogue that the answer is of; over an index alone, the number of files taken
 *     up
 * @param why the reason, such as {@code listed}
 * @param record a line of JSON for a log, without hashes
 */
public record Verdict(
        Action action,
        boolean clean,
        Lists lists,
        List<Entry> entries,
        OptionalInt quality,
        boolean degraded,
        Optional<String> undecoded,
        long generation,
        String why,
        String record) {
    static final int SIZE = 72;
    private static final int WHY = 32;
    private static final int NO_QUALITY = 255;

    /** What to do. */
    public enum Action {
        /** Nothing speaks against the picture. */
        ALLOW,
        /** Somebody should look. */
        REVIEW,
        /** The picture is listed. */
        BLOCK
    }

    /** The state of the lists. */
    public enum Lists {
        /** No list was loaded. */
        NONE,
        /** Some lists could not be loaded. */
        PARTLY,
        /** All were loaded, and some are older than they should be. */
        STALE,
        /** All were loaded and none is stale. */
        FULL
    }

    /**
     * An entry of a list.
     *
     * @param list the name of the list
     * @param number the entry's number in the catalogue
     */
    public record Entry(String list, long number) {}

    static Verdict get(ByteBuffer from, String record) {
        from.getInt(); // its size
        Action action = Action.values()[from.getInt()];
        boolean clean = from.getInt() != 0;
        Lists lists = Lists.values()[from.getInt()];
        List<Entry> entries = from.getInt() == 0 ? List.of() : entries(record);
        int quality = from.getInt();
        boolean degraded = from.getInt() != 0;
        int undecoded = from.getInt();
        long generation = from.getLong();
        return new Verdict(
                action,
                clean,
                lists,
                entries,
                quality == NO_QUALITY ? OptionalInt.empty() : OptionalInt.of(quality),
                degraded,
                undecoded == 0 ? Optional.empty() : Optional.of(Library.statusName(undecoded)),
                generation,
                Scratch.text(from, new byte[WHY]),
                record);
    }

    private static List<Entry> entries(String record) {
        List<?> entries = (List<?>) ((Map<?, ?>) Json.parse(record)).get("entries");
        return entries.stream().map(Map.class::cast).map(Verdict::entry).toList();
    }

    private static Entry entry(Map<?, ?> entry) {
        return new Entry((String) entry.get("list"), (Long) entry.get("entry"));
    }
}
