package io.dotmac.agent.probe.redis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The answer to INFO, by field. What is absent is never 0.
record Info(Map<String, String> fields) {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

    static Info parse(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith("#")) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return new Info(fields);
    }

    /// The parts of `slave0:ip=127.0.0.1,port=6380,state=online`.
    static Info parts(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                fields.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return new Info(fields);
    }

    String text(String field) {
        return fields.getOrDefault(field, "");
    }

    @Nullable Long number(String field) {
        String text = text(field);
        return WHOLE.matcher(text).matches() ? Long.valueOf(text) : null;
    }

    long number(String field, long otherwise) {
        Long number = number(field);
        return number == null ? otherwise : number;
    }
}
