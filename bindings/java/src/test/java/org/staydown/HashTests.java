package org.staydown;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A hash is a value, and its distance is the library's. */
final class HashTests {
    private HashTests() {}

    static void values() {
        String hex = "00ff".repeat(15) + "abcd";
        Hash hash = Hash.parse(hex);
        Check.equal(hex, hash.hex());
        Check.equal(hash, Hash.parse(hex.toUpperCase()));
        Check.equal(hash, Hash.of(hash.bytes()));
        Check.equal(hash.hashCode(), Hash.of(hash.bytes()).hashCode());
        Check.yes(!hash.equals(Hash.of(new byte[32])) && !hash.equals("hash"));
        hash.bytes()[0] = 1;
        byte[] bytes = hash.bytes();
        Hash copy = Hash.of(bytes);
        bytes[1] = 1;
        Check.equal(hex, hash.hex());
        Check.equal(hex, copy.hex());
        Check.equal(hash.toString(), copy.toString());
        Check.yes(hash.toString().matches("Hash\\(#[0-9a-f]{8}\\)") && !hash.toString().contains(hex.substring(0, 8)));
    }

    static void distances() {
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 255);
        Hash zero = Hash.of(new byte[32]);
        Check.equal(0, zero.distance(zero));
        Check.equal(256, zero.distance(Hash.of(ones)));
        for (int bit = 0; bit < 256; bit++) {
            byte[] one = new byte[32];
            one[bit / 8] = (byte) (1 << bit % 8);
            Check.equal(1, zero.distance(Hash.of(one)));
        }
    }

    static void distancesAreThoseOfTheVectors() {
        Map<Long, Hash> hashes = new HashMap<>();
        Given.entries().forEach(entry -> hashes.put(entry.id(), entry.hash()));
        int seen = 0;
        for (JsonObject vector : Given.vectors("index", "nearest")) {
            for (Hit hit : Given.hits(vector)) {
                Check.equal(hit.distance(), Given.hash(vector).distance(hashes.get(hit.id())));
                seen += hit.distance();
            }
        }
        Check.yes(seen > 0);
    }

    static void malformed() {
        Check.refuses(IllegalArgumentException.class, () -> Hash.of(new byte[31]));
        Check.refuses(IllegalArgumentException.class, () -> Hash.of(new byte[33]));
        Check.refuses(IllegalArgumentException.class, () -> Hash.parse("ab".repeat(31)));
        Check.refuses(IllegalArgumentException.class, () -> Hash.parse("ab".repeat(33)));
        Check.refuses(IllegalArgumentException.class, () -> Hash.parse("xy".repeat(32)));
    }
}
