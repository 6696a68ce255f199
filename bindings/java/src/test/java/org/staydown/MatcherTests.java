package org.staydown;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** Matchers decide as the vectors say. */
final class MatcherTests {
    private static final Set<String> CLEAN = Set.of("nothing-matches", "allow-listed");
    private static final String BRIDGE = "tests/data/vectors/threatexchange/data/bridge-mods/aaa-orig.jpg";
    private static final String MIRRORED =
            "tests/data/vectors/threatexchange/data/reg-test-input/dih/bridge-5-flipx.jpg";

    private MatcherTests() {}

    static void verdicts() {
        try (Matcher matcher = Matcher.open(Given.catalogue())) {
            decides(matcher, "catalogue");
        }
    }

    private static void decides(Matcher matcher, String vectors) {
        for (JsonObject wanted : Given.vectors(vectors, "checks")) {
            byte[] file = Given.read(wanted.get("path").getAsString());
            Ask ask = Ask.DEFAULT.withTier(Ask.Tier.valueOf(upper(wanted, "tier")));
            Verdict verdict = matcher.check(file, ask);
            isThatOf(wanted, verdict);
            Check.equal(false, verdict.degraded());
            isThatOf(verdict, JsonParser.parseString(verdict.record()).getAsJsonObject());
        }
    }

    static void overAnIndexAlone() {
        Path path = Given.path(".sdx");
        List<Index.Entry> entries = new ArrayList<>();
        for (JsonObject entry : Given.vectors("alone", "entries")) {
            long id = entry.get("id").getAsLong();
            entries.add(new Index.Entry(Given.hash(entry), id, entry.get("list").getAsInt()));
        }
        Index.build(path, entries);
        try (Matcher matcher = Matcher.over(path, null);
                Matcher careful = Matcher.over(path, "{\"no_list\": \"block\"}")) {
            decides(matcher, "alone");
            Index.build(path, List.of());
            matcher.refresh();
            careful.refresh();
            Verdict verdict = matcher.check(entries.get(0).hash(), 90);
            Check.equal("no-list", verdict.why());
            Check.equal(2L, verdict.generation());
            Check.equal(Verdict.Action.BLOCK, careful.check(entries.get(0).hash(), 90).action());
        }
        Check.fails("io", () -> Matcher.over(Given.path(".sdx"), null));
        Check.fails("bad-index", () -> Matcher.over(Given.catalogue(), null));
        Check.refuses(NullPointerException.class, () -> Matcher.over(null, null));
        Check.refuses(NullPointerException.class, () -> Matcher.open(null, path, null));
    }

    private static void isThatOf(JsonObject wanted, Verdict verdict) {
        List<Verdict.Entry> entries = new ArrayList<>();
        for (JsonElement element : wanted.getAsJsonArray("entries")) {
            JsonArray pair = element.getAsJsonArray();
            entries.add(new Verdict.Entry(pair.get(0).getAsString(), pair.get(1).getAsLong()));
        }
        JsonElement undecoded = wanted.get("undecoded");
        Check.equal(Verdict.Action.valueOf(upper(wanted, "action")), verdict.action());
        Check.equal(wanted.get("why").getAsString(), verdict.why());
        Check.equal(entries, verdict.entries());
        Check.equal(wanted.get("generation").getAsLong(), verdict.generation());
        Check.equal(Verdict.Lists.valueOf(upper(wanted, "lists")), verdict.lists());
        Check.equal(
                undecoded.isJsonNull() ? Optional.empty() : Optional.of(undecoded.getAsString()), verdict.undecoded());
        Check.equal(CLEAN.contains(verdict.why()), verdict.clean());
    }

    private static void isThatOf(Verdict verdict, JsonObject record) {
        Check.equal(verdict.action(), Verdict.Action.valueOf(upper(record, "action")));
        Check.equal(verdict.why(), record.get("why").getAsString());
        Check.equal(verdict.generation(), record.get("generation").getAsLong());
        Check.equal(verdict.entries().size(), record.getAsJsonArray("entries").size());
    }

    private static String upper(JsonObject from, String name) {
        return from.get(name).getAsString().toUpperCase(Locale.ROOT);
    }

    static void hashesAndQualities() {
        byte[] file = Given.read(BRIDGE);
        Pdq pdq = Staydown.pdq(file);
        try (Matcher matcher = Matcher.open(Given.catalogue())) {
            Verdict verdict = matcher.check(pdq.hash(), 100);
            Check.equal(Verdict.Action.BLOCK, verdict.action());
            Check.equal(List.of(new Verdict.Entry("ncii", 1)), verdict.entries());
            Check.equal(OptionalInt.of(100), verdict.quality());
            Check.equal(OptionalInt.of(pdq.quality()), matcher.check(file).quality());
            Check.equal(OptionalInt.empty(), matcher.check(new byte[0]).quality());
            Check.equal(Verdict.Action.ALLOW, matcher.check(Hash.of(new byte[32]), 90).action());
        }
    }

    /** Noise that is not listed: pixels arrive, and have the quality that hashing them has. */
    static void pixels() {
        byte[] noise = new byte[64 * 64];
        new Random(3).nextBytes(noise);
        Pixels pixels = Pixels.luma(noise, 64, 64, 64);
        try (Matcher matcher = Matcher.open(Given.catalogue())) {
            Verdict verdict = matcher.check(pixels, Ask.DEFAULT);
            Check.equal(Verdict.Action.ALLOW, verdict.action());
            Check.equal(OptionalInt.of(Staydown.pdq(pixels).quality()), verdict.quality());
        }
    }

    static void asks() {
        byte[] file = Given.read(MIRRORED);
        Ask ask = Ask.DEFAULT.withTier(Ask.Tier.MIRRORED).withBudget(Duration.ofSeconds(Long.MAX_VALUE));
        try (Matcher matcher = Matcher.open(Given.catalogue())) {
            Check.equal(Verdict.Action.BLOCK, matcher.check(file, ask).action());
            Verdict cut = matcher.check(file, new Ask(Ask.Tier.MIRRORED, Duration.ZERO, 1, 0, 0, 0));
            Check.equal(Verdict.Action.ALLOW, cut.action());
            Verdict whole = matcher.check(file, new Ask(Ask.Tier.MIRRORED, Duration.ZERO, 8, 0, 0, 0));
            Check.equal(Verdict.Action.BLOCK, whole.action());
            Check.equal(false, whole.degraded());
            List<Ask> narrow = List.of(
                    new Ask(Ask.Tier.EXACT, Duration.ZERO, 0, file.length - 1, 0, 0),
                    new Ask(Ask.Tier.EXACT, Duration.ZERO, 0, 0, 10, 0),
                    new Ask(Ask.Tier.EXACT, Duration.ZERO, 0, 0, 0, 10));
            for (Ask one : narrow) {
                Check.equal(Optional.of("too-large"), matcher.check(file, one).undecoded());
            }
        }
        Check.refuses(IllegalArgumentException.class, () -> ask.withBudget(Duration.ofNanos(-1)));
    }

    /** A budget of less than a microsecond is not none. */
    static void budgetsAreRoundedUp() {
        Scratch scratch = Scratch.ofThread();
        Ask.DEFAULT.withBudget(Duration.ofNanos(1)).put(scratch);
        ByteBuffer struct = scratch.at(Scratch.OPTIONS);
        Check.equal(1L, struct.getLong(struct.position() + 8));
    }

    /** Longer than the room that a thread keeps. */
    static void longTexts() {
        String name = "é".repeat(20_000);
        Path catalogue = Given.catalogue();
        String rules = "{\"" + name + "\": 1}";
        StaydownException error =
                Check.refuses(StaydownException.class, () -> Matcher.open(catalogue, null, rules));
        Check.yes(error.getMessage().contains(name));
    }

    static void opening() {
        Path catalogue = Given.catalogue();
        try (Matcher matcher = Matcher.open(catalogue, Given.path(".sdx"), "{}")) {
            matcher.refresh();
            Check.equal(Verdict.Action.BLOCK, matcher.check(Given.read(BRIDGE)).action());
        }
        Check.fails("bad-argument", () -> Matcher.open(catalogue, null, "no rules"));
        Check.fails("bad-catalogue", () -> Matcher.open(Given.path(".db")));
        Check.fails("bad-catalogue", () -> Matcher.open(catalogue, Given.index(), null));
    }
}
