package org.staydown;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Indexes find what the vectors say, however they are opened and asked. */
final class IndexTests {
    private IndexTests() {}

    static void modes() {
        Path path = Given.index();
        for (Index.Mode mode : Index.Mode.values()) {
            try (Index index = Index.open(path, mode)) {
                findsAll(index);
                index.verify();
                Check.equal(new Index.Info(256, 161, "pdq"), index.info());
                Check.equal(161L, index.size());
            }
        }
    }

    static void findsAll(Index index) {
        for (JsonObject vector : Given.vectors("index", "within")) {
            int radius = vector.get("radius").getAsInt();
            Check.equal(Given.hits(vector), index.within(Given.hash(vector), radius));
        }
        for (JsonObject vector : Given.vectors("index", "nearest")) {
            int count = vector.get("count").getAsInt();
            Check.equal(Given.hits(vector), index.nearest(Given.hash(vector), count));
        }
    }

    static void any() {
        try (Index index = Index.open(Given.index())) {
            Check.equal(true, index.any(Given.entries().get(0).hash(), 0));
            Check.equal(false, index.any(Hash.of(new byte[32]), 31));
            Check.equal(true, index.any(Hash.of(new byte[32]), 256));
        }
    }

    /** Also where there are more hits than room was made for. */
    static void batches() {
        List<Hash> hashes = Given.entries().stream().map(Index.Entry::hash).toList();
        try (Index index = Index.open(Given.index())) {
            for (int radius : new int[] {0, 31, 256}) {
                List<List<Hit>> wanted = new ArrayList<>();
                hashes.forEach(hash -> wanted.add(index.within(hash, radius)));
                Check.equal(wanted, index.withinBatch(hashes, radius));
            }
            Check.equal(161, index.withinBatch(hashes, 256).get(7).size());
            Check.equal(List.of(), index.withinBatch(List.of(), 31));
        }
    }

    /** More hits than a thread keeps room for; ids without a sign; lists. */
    static void manyHits() {
        Hash hash = Hash.parse("5a".repeat(32));
        List<Index.Entry> entries = new ArrayList<>();
        List<Hit> wanted = new ArrayList<>();
        for (int at = 0; at < 3000; at++) {
            entries.add(new Index.Entry(hash, at, at));
            wanted.add(new Hit(at, 0, at));
        }
        entries.add(new Index.Entry(hash, -1, 0xFFFF));
        wanted.add(new Hit(-1, 0, 0xFFFF));
        Path path = Given.path(".sdx");
        Index.build(path, entries);
        try (Index index = Index.open(path)) {
            Check.equal(wanted, index.within(hash, 0));
            Check.equal(wanted, index.nearest(hash, Integer.MAX_VALUE));
            Check.equal(wanted.subList(0, 2), index.nearest(hash, 2));
            Check.equal(List.of(), index.nearest(hash, 0));
            Check.equal(List.of(wanted, wanted), index.withinBatch(List.of(hash, hash), 0));
        }
    }

    static void nothing() {
        Path path = Given.path(".sdx");
        Index.build(path, List.of());
        try (Index index = Index.open(path)) {
            Check.equal(0L, index.size());
            Check.equal(List.of(), index.within(Hash.of(new byte[32]), 256));
        }
    }

    static void whatIsNoIndex() throws IOException {
        Path path = Given.index();
        byte[] bytes = Files.readAllBytes(path);
        bytes[bytes.length / 2] ^= 1;
        Files.write(path, bytes);
        try (Index index = Index.open(path, Index.Mode.MEMORY)) {
            Check.fails("bad-index", Check.deed(index::verify));
        }
        Check.fails("bad-index", () -> Index.open(Path.of("bindings/vectors.json")));
        Check.fails("io", () -> Index.open(Given.path(".sdx")));
        Path nowhere = Given.path("").resolve("none.sdx");
        Check.fails("io", Check.deed(() -> Index.build(nowhere, List.of())));
    }
}
