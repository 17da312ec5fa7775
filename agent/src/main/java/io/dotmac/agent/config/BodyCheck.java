package io.dotmac.agent.config;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an answer's body must hold.
///
/// @param contains text that must be in it
/// @param matches expression that must be found in it
/// @param jsonPath where in the JSON to look, a JSON pointer such as `/status` or `/nodes/0/state`
/// @param jsonEquals what must stand there; anything when absent
public record BodyCheck(
        @Nullable String contains,
        @Nullable Pattern matches,
        @Nullable JsonPointer jsonPath,
        @Nullable String jsonEquals) {
    static BodyCheck from(Section section) {
        String contains = section.optional("body-contains");
        Pattern pattern = section.pattern("body-matches");
        String path = section.optional("json-path");
        JsonPointer pointer = null;
        try {
            pointer = path == null ? null : JsonPointer.compile(path);
        } catch (IllegalArgumentException e) {
            section.violation("json-path", "is " + path + ", must be a JSON pointer such as /status");
        }
        String equals = section.optional("json-equals");
        if (equals != null && path == null) {
            section.violation("json-equals", "needs json-path");
        }
        return new BodyCheck(contains, pattern, pointer, equals);
    }

    /// Whether anything is asked of the body.
    public boolean asks() {
        return contains != null || matches != null || jsonPath != null;
    }
}
