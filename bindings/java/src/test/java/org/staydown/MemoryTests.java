package org.staydown;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Nothing leaks: seen in what the system says of the process. */
final class MemoryTests {
    private MemoryTests() {}

    /** Four gigabytes pass through; without a close they would stay until the collector runs, which has no reason to. */
    static void callsGiveBackTheirMemory() throws IOException {
        byte[] file = new byte[1 << 20];
        Pixels pixels = Pixels.luma(new byte[1 << 20], 0, 0, 0);
        long before = resident();
        for (int round = 0; round < 2000; round++) {
            Check.fails("unknown", () -> Staydown.pdq(file));
            Check.fails("bad-argument", () -> Staydown.pdq(pixels));
        }
        Check.yes(resident() - before < 512 << 10);
    }

    private static long resident() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(text -> text.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    static void closingUnmaps() throws IOException {
        Path path = Given.index();
        try (Index index = Index.open(path)) {
            Check.equal(161L, index.size());
            Check.equal(1L, mappings(path));
        }
        Check.equal(0L, mappings(path));
    }

    /** The collector runs when it likes: asked again and again until it did. */
    static void whatIsForgottenIsClosed() throws Exception {
        Path path = Given.index();
        forget(path);
        Check.yes(mappings(path) > 0);
        for (int round = 0; round < 200 && mappings(path) > 0; round++) {
            System.gc();
            Thread.sleep(10);
        }
        Check.equal(0L, mappings(path));
    }

    private static void forget(Path path) {
        for (int at = 0; at < 10; at++) {
            Check.equal(161L, Index.open(path).size());
        }
    }

    private static long mappings(Path path) throws IOException {
        List<String> maps = Files.readAllLines(Path.of("/proc/self/maps"));
        return maps.stream().filter(line -> line.endsWith("/" + path.getFileName())).count();
    }
}
