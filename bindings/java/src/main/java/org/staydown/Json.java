package org.staydown;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what the library writes as JSON: maps, lists, texts, {@code Long} or {@code Double}, {@code Boolean}, null. */
final class Json {
    private static final String ESCAPES = "\"\\/bfnrt";
    private static final String ESCAPED = "\"\\/\b\f\n\r\t";

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value();
        if (json.next() != '\0') {
            throw json.malformed();
        }
        return value;
    }

    private Object value() {
        return switch (next()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            default -> word();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new HashMap<>();
        for (boolean more = !opens('}'); more; more = continues('}')) {
            if (next() != '"') {
                throw malformed();
            }
            String name = string();
            expect(':');
            members.put(name, value());
        }
        return members;
    }

    private List<Object> array() {
        List<Object> elements = new ArrayList<>();
        for (boolean more = !opens(']'); more; more = continues(']')) {
            elements.add(value());
        }
        return elements;
    }

    /** Takes the bracket, and says whether the other follows at once. */
    private boolean opens(char end) {
        at++;
        return next() == end && at++ >= 0;
    }

    private boolean continues(char end) {
        boolean more = next() == ',';
        expect(more ? ',' : end);
        return more;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        for (at++; character() != '"'; at++) {
            string.append(character() == '\\' ? escape() : character());
        }
        at++;
        return string.toString();
    }

    private char escape() {
        at++;
        if (character() == 'u' && at + 4 < text.length()) {
            at += 4;
            return (char) Integer.parseInt(text, at - 3, at + 1, 16);
        }
        int kind = ESCAPES.indexOf(character());
        if (kind < 0) {
            throw malformed();
        }
        return ESCAPED.charAt(kind);
    }

    private Object word() {
        int start = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return switch (word) {
            case "null" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> number(word);
        };
    }

    private Object number(String word) {
        try {
            return word.matches("-?[0-9]+") ? (Object) Long.valueOf(word) : (Object) Double.valueOf(word);
        } catch (NumberFormatException error) {
            throw malformed();
        }
    }

    /** The next character that is no space, or zero at the end. */
    private char next() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private char character() {
        if (at >= text.length()) {
            throw malformed();
        }
        return text.charAt(at);
    }

    private void expect(char character) {
        if (next() != character) {
            throw malformed();
        }
        at++;
    }

    private IllegalStateException malformed() {
        return new IllegalStateException("the record is no JSON at character " + at);
    }
}
