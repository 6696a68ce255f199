package org.staydown;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.ToNumberPolicy;
import java.util.List;

/** The reader of records reads what another one reads. */
final class JsonTests {
    private static final Gson OTHER =
            new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).create();

    private JsonTests() {}

    static void documents() {
        List<String> documents = List.of(
                Given.text(),
                "{}",
                " [ ] ",
                "[[],{},[{}],null,true,false]",
                "{\"a\":{\"b\":[1,-2,3.5,-1e-7]},\"c\":\"\"}",
                "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00é😀, ]}\"]");
        documents.forEach(text -> Check.equal(OTHER.fromJson(text, Object.class), Json.parse(text)));
    }

    static void malformed() {
        List<String> documents = List.of(
                "", "{", "[", "[1", "[1,", "[1 2]", "{\"a\"}", "{\"a\" 1}",
                "{a:1}", "\"", "\"\\", "\"\\x\"", "\"\\u12", "nul", "1 2", "[1}");
        documents.forEach(text -> Check.refuses(IllegalStateException.class, () -> Json.parse(text)));
    }
}
