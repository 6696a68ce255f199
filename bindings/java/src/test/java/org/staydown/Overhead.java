package org.staydown;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Nanoseconds of a search and of a batch. Arguments: a folder to write in, entries, rounds. */
final class Overhead {
    private static final int RADIUS = 31;
    private static final int BATCH = 1000;

    private Overhead() {}

    public static void main(String[] arguments) {
        Path path = Path.of(arguments[0], "overhead.sdx");
        int count = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        Random random = new Random(7);
        List<Index.Entry> entries = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            byte[] bytes = new byte[Hash.BYTES];
            random.nextBytes(bytes);
            entries.add(new Index.Entry(Hash.of(bytes), at));
        }
        Index.build(path, entries);
        List<Hash> asked = entries.stream().limit(BATCH).map(Index.Entry::hash).toList();
        try (Index index = Index.open(path, Index.Mode.MEMORY)) {
            print("a call that does nothing", rounds * BATCH, calls(rounds));
            print("one search", rounds * BATCH, nanoseconds(rounds, () -> asked.forEach(hash -> index.within(hash, RADIUS))));
            print("a batch of " + BATCH, rounds, nanoseconds(rounds, () -> index.withinBatch(asked, RADIUS)));
        }
    }

    private static long calls(int rounds) {
        return nanoseconds(rounds, () -> {
            for (int at = 0; at < BATCH; at++) {
                Library.staydown_abi_version();
            }
        });
    }

    /** After as many rounds for the compiler. */
    private static long nanoseconds(int rounds, Runnable work) {
        long start = 0;
        for (int round = -rounds; round < rounds; round++) {
            if (round == 0) {
                start = System.nanoTime();
            }
            work.run();
        }
        return System.nanoTime() - start;
    }

    private static void print(String what, int times, long nanoseconds) {
        System.out.printf("%s: %,d ns%n", what, nanoseconds / times);
    }
}
