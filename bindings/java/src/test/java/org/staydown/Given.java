package org.staydown;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What tests begin with: the vectors, files, an index of the vectors, a copy of the catalogue. */
final class Given {
    private static final Path VECTORS = Path.of("bindings/vectors.json");
    private static final JsonObject ALL = JsonParser.parseString(text()).getAsJsonObject();
    private static Path folder;
    private static int files;

    private Given() {}

    static void inFolder(String path) {
        folder = Path.of(path);
    }

    static String text() {
        try {
            return Files.readString(VECTORS);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** The objects of an array, which is not empty. */
    static List<JsonObject> vectors(String... path) {
        List<JsonObject> objects = new ArrayList<>();
        array(path).forEach(element -> objects.add(element.getAsJsonObject()));
        return objects;
    }

    private static JsonArray array(String... path) {
        JsonElement at = ALL;
        for (String name : path) {
            at = at.getAsJsonObject().get(name);
        }
        Check.yes(at.getAsJsonArray().size() > 0);
        return at.getAsJsonArray();
    }

    static byte[] read(String path) {
        try {
            return Files.readAllBytes(Path.of(path));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** A path at which there is no file yet, with a letter that is not ASCII where the machine's names can have one. */
    static synchronized Path path(String end) {
        String letter = "UTF-8".equals(System.getProperty("sun.jnu.encoding")) ? "ß" : "s";
        return folder.resolve(letter + files++ + end);
    }

    static List<Index.Entry> entries() {
        List<Index.Entry> entries = new ArrayList<>();
        for (JsonElement element : array("index", "entries")) {
            JsonArray pair = element.getAsJsonArray();
            entries.add(new Index.Entry(Hash.parse(pair.get(0).getAsString()), pair.get(1).getAsLong()));
        }
        return entries;
    }

    static Path index() {
        Path path = path(".sdx");
        Index.build(path, entries());
        return path;
    }

    /** The hits of a vector, which all are of list 0. */
    static List<Hit> hits(JsonObject vector) {
        List<Hit> hits = new ArrayList<>();
        for (JsonElement element : vector.getAsJsonArray("hits")) {
            JsonArray pair = element.getAsJsonArray();
            hits.add(new Hit(pair.get(0).getAsLong(), pair.get(1).getAsInt(), 0));
        }
        return hits;
    }

    static Hash hash(JsonObject vector) {
        return Hash.parse(vector.get("hash").getAsString());
    }

    static Path catalogue() {
        Path copy = path(".db");
        try {
            return Files.copy(Path.of("bindings/catalogue.db"), copy);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    static void withdraw(Path catalogue, int entry) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bindings/withdraw", catalogue.toString(), Integer.toString(entry))
                .inheritIO()
                .start();
        Check.equal(0, process.waitFor());
    }
}
