package org.staydown;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** Whatever is passed, the process lives and says what was wrong. */
final class MisuseTests {
    private static final Hash ZERO = Hash.of(new byte[32]);

    private MisuseTests() {}

    static void closedIndex() {
        Index index = Index.open(Given.index());
        index.close();
        index.close();
        List<Check.Act> acts = List.of(
                index::info,
                index::size,
                Check.deed(index::verify),
                () -> index.within(ZERO, 31),
                () -> index.nearest(ZERO, 3),
                () -> index.any(ZERO, 31),
                () -> index.withinBatch(List.of(ZERO), 31));
        acts.forEach(act -> Check.fails("closed-handle", act));
    }

    static void closedMatcher() {
        Matcher matcher = Matcher.open(Given.catalogue());
        matcher.close();
        matcher.close();
        Pixels pixels = Pixels.luma(new byte[64 * 64], 64, 64, 64);
        List<Check.Act> acts = List.of(
                Check.deed(matcher::refresh),
                () -> matcher.check(new byte[10]),
                () -> matcher.check(pixels, Ask.DEFAULT),
                () -> matcher.check(ZERO, 90));
        acts.forEach(act -> Check.fails("closed-handle", act));
    }

    static void nulls() {
        Path path = Given.index();
        Path catalogue = Given.catalogue();
        try (Index index = Index.open(path);
                Matcher matcher = Matcher.open(catalogue)) {
            List<Check.Act> acts = List.of(
                    () -> Staydown.pdq((byte[]) null),
                    () -> Staydown.pdq((Path) null),
                    () -> Staydown.pdq((Pixels) null),
                    () -> Staydown.pdq(new byte[0], null),
                    () -> Staydown.pdq(path, null),
                    () -> Staydown.classic(null, "pdq"),
                    () -> Staydown.classic(new byte[0], null),
                    () -> Staydown.classic(new byte[0], "pdq", null),
                    () -> Staydown.digests(null),
                    () -> Hash.of(null),
                    () -> Hash.parse(null),
                    () -> ZERO.distance(null),
                    () -> Pixels.luma(null, 1, 1, 1),
                    () -> new Index.Entry(null, 1),
                    () -> Index.open(null),
                    () -> Index.open(path, null),
                    Check.deed(() -> Index.build(null, List.of())),
                    Check.deed(() -> Index.build(path, null)),
                    Check.deed(() -> Index.build(path, Collections.singletonList(null))),
                    () -> index.within(null, 1),
                    () -> index.nearest(null, 1),
                    () -> index.any(null, 1),
                    () -> index.withinBatch(null, 1),
                    () -> index.withinBatch(Collections.singletonList(null), 1),
                    () -> new Ask(null, Duration.ZERO, 0, 0, 0, 0),
                    () -> Ask.DEFAULT.withBudget(null),
                    () -> Matcher.open(null),
                    () -> matcher.check(null),
                    () -> matcher.check(new byte[0], null),
                    () -> matcher.check((Pixels) null, Ask.DEFAULT),
                    () -> matcher.check(null, 90));
            acts.forEach(act -> Check.refuses(NullPointerException.class, act));
            IndexTests.findsAll(index);
        }
    }

    static void bounds() {
        try (Index index = Index.open(Given.index());
                Matcher matcher = Matcher.open(Given.catalogue())) {
            List<Check.Act> acts = List.of(
                    () -> index.within(ZERO, -1),
                    () -> index.nearest(ZERO, -1),
                    () -> index.any(ZERO, -1),
                    () -> index.withinBatch(List.of(ZERO), -1),
                    () -> matcher.check(ZERO, -1),
                    () -> matcher.check(ZERO, 101),
                    () -> new Index.Entry(ZERO, 1, -1),
                    () -> new Index.Entry(ZERO, 1, 0x10000),
                    () -> Pixels.luma(new byte[99], 10, 10, 10),
                    () -> Pixels.luma(new byte[100], 10, 10, 9),
                    () -> Pixels.luma(new byte[100], -1, 10, 10),
                    () -> Pixels.luma(new byte[100], 10, -1, 10),
                    () -> Pixels.luma(new byte[100], 0, 10, -1),
                    () -> Pixels.rgb(new byte[299], 10, 10, 30),
                    () -> Pixels.rgb(new byte[300], 10, 10, 29),
                    () -> Pixels.rgb(new byte[300], 1 << 30, 0, 0),
                    () -> Pixels.rgb(new byte[300], Integer.MAX_VALUE, 1, Integer.MAX_VALUE),
                    () -> Pixels.luma(new byte[300], 10, Integer.MAX_VALUE, Integer.MAX_VALUE));
            acts.forEach(act -> Check.refuses(IllegalArgumentException.class, act));
            index.within(ZERO, Integer.MAX_VALUE);
        }
        Pixels.rgb(new byte[300], 10, 10, 30);
        Check.fails("bad-length", () -> new Block(1L << 31));
    }

    /** A text that C would see cut short, or changed. */
    static void texts() {
        byte[] file = new byte[10];
        Check.refuses(IllegalArgumentException.class, () -> Staydown.classic(file, "phash-64\0"));
        Check.refuses(IllegalArgumentException.class, () -> Staydown.classic(file, "phash-64\ud800"));
        Check.refuses(IllegalArgumentException.class, () -> Matcher.open(Given.catalogue(), null, "{}\0"));
    }
}
