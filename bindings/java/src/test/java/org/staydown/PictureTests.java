package org.staydown;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Pictures hash to what the vectors say, and what is no picture is refused. */
final class PictureTests {
    private static final String COFFEE = "tests/data/photos/coffee.jpg";
    private static final String PHASH = "phash-64/image_hasher-3.1.1";
    private static final String BLOCKHASH = "blockhash-256/image_hasher-3.1.1";

    private PictureTests() {}

    static void pictures() {
        for (JsonObject wanted : Given.vectors("pictures")) {
            String path = wanted.get("path").getAsString();
            byte[] file = Given.read(path);
            Pdq pdq = Staydown.pdq(file);
            Check.equal(pdq, Staydown.pdq(Path.of(path)));
            Check.equal(wanted.get("pdq").getAsString(), pdq.hash().hex());
            Check.equal(wanted.get("quality").getAsInt(), pdq.quality());
            Check.equal(texts(wanted.getAsJsonArray("orientations")), pdq.orientations().stream().map(Hash::hex).toList());
            Check.equal(wanted.get("phash").getAsString(), hex(Staydown.classic(file, PHASH)));
            Check.equal(wanted.get("blockhash").getAsString(), hex(Staydown.classic(file, BLOCKHASH)));
            Digests digests = Staydown.digests(file);
            Check.equal(wanted.get("md5").getAsString(), digests.md5());
            Check.equal(wanted.get("sha1").getAsString(), digests.sha1());
            Check.equal(wanted.get("sha256").getAsString(), digests.sha256());
        }
    }

    private static List<String> texts(JsonArray array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.getAsString()));
        return texts;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static void whatIsNoPicture() {
        for (JsonObject bad : Given.vectors("bad")) {
            byte[] bytes = HexFormat.of().parseHex(bad.get("bytes").getAsString());
            String status = bad.get("error").getAsString();
            Check.fails(status, () -> Staydown.pdq(bytes));
            Check.fails(status, () -> Staydown.classic(bytes, PHASH));
        }
        Check.fails("io", () -> Staydown.pdq(Given.path(".jpg")));
    }

    static void whatHasNoHash() {
        byte[] file = Given.read(COFFEE);
        Check.fails("bad-argument", () -> Staydown.classic(file, "phash-65"));
    }

    /** Each limit alone refuses a picture, so each arrives where it belongs; the one of frames is left out. */
    static void limits() {
        byte[] file = Given.read(COFFEE);
        List<Limits> narrow = List.of(
                new Limits(599, 0, 0, 0, 0, 0),
                new Limits(0, 399, 0, 0, 0, 0),
                new Limits(0, 0, 0, file.length - 1, 0, 0),
                new Limits(0, 0, 0, 0, 239_999, 0),
                new Limits(0, 0, 0, 0, 0, 1000));
        for (Limits limits : narrow) {
            Check.fails("too-large", () -> Staydown.pdq(file, limits));
            Check.fails("too-large", () -> Staydown.pdq(Path.of(COFFEE), limits));
            Check.fails("too-large", () -> Staydown.classic(file, PHASH, limits));
        }
        Pdq wanted = Staydown.pdq(file);
        Check.equal(wanted, Staydown.pdq(file, new Limits(600, 400, 1, file.length, 240_000, 0)));
        Limits defaults = Limits.defaults();
        Check.equal(wanted, Staydown.pdq(file, defaults));
        Check.yes(defaults.width() >= 600 && defaults.pixels() >= 240_000 && defaults.bytes() >= file.length);
        Check.refuses(IllegalArgumentException.class, () -> new Limits(0, 0, 0, 0, -1, 0));
    }

    /** What lies between rows does not count, and grey is luma. */
    static void pixels() {
        byte[] grey = new byte[64 * 80];
        for (int at = 0; at < grey.length; at++) {
            grey[at] = (byte) (at * at / 7);
        }
        byte[] tight = new byte[64 * 64];
        byte[] colours = new byte[64 * 64 * 3];
        for (int at = 0; at < tight.length; at++) {
            tight[at] = grey[at / 64 * 80 + at % 64];
            colours[3 * at] = colours[3 * at + 1] = colours[3 * at + 2] = tight[at];
        }
        Pdq wanted = Staydown.pdq(Pixels.luma(tight, 64, 64, 64));
        Check.yes(wanted.quality() > 0);
        Check.equal(wanted, Staydown.pdq(Pixels.luma(grey, 64, 64, 80)));
        Check.yes(wanted.hash().distance(Staydown.pdq(Pixels.rgb(colours, 64, 64, 192)).hash()) < 8);
        Check.fails("bad-argument", () -> Staydown.pdq(Pixels.luma(grey, 0, 0, 0)));
    }

    static void version() {
        Check.yes(Staydown.version().matches("[0-9]+\\.[0-9]+\\.[0-9]+.*"));
    }
}
