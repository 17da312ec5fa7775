package io.dotmac.agent.probe.net;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.agent.config.BodyCheck;
import io.dotmac.model.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Holds a body against what it must hold.
final class BodyVerdict {
    private static final int MAX_SHOWN = 60;
    private static final long MATCH_NANOS = 200_000_000;

    private BodyVerdict() {}

    /// What is wrong, `null` when nothing is.
    static @Nullable String fault(BodyCheck check, byte[] body) {
        if (!check.asks()) {
            return null;
        }
        String text = new String(body, StandardCharsets.UTF_8);
        if (check.contains() != null && !text.contains(check.contains())) {
            return "without the text that body-contains asks for";
        }
        if (check.matches() != null) {
            try {
                if (!check.matches()
                        .matcher(new Hurried(text, System.nanoTime() + MATCH_NANOS))
                        .find()) {
                    return "without what body-matches asks for";
                }
            } catch (Hurried.TooSlow | StackOverflowError e) {
                return "with a body on which body-matches takes too long";
            }
        }
        return check.jsonPath() == null ? null : json(check, body);
    }

    private static @Nullable String json(BodyCheck check, byte[] body) {
        JsonNode node;
        try {
            node = Json.read(body, JsonNode.class).at(check.jsonPath());
        } catch (Json.Malformed e) {
            return "without JSON";
        }
        if (node.isMissingNode()) {
            return "without " + check.jsonPath();
        }
        String there = node.isValueNode() ? node.asText() : node.toString();
        if (check.jsonEquals() == null || check.jsonEquals().equals(there)) {
            return null;
        }
        String shown = there.length() > MAX_SHOWN ? there.substring(0, MAX_SHOWN) + "…" : there;
        return "with " + check.jsonPath() + " " + shown.replaceAll("\\p{Cntrl}", " ") + ", must be "
                + check.jsonEquals();
    }

    /// Text that stops an expression which backtracks without end.
    private record Hurried(CharSequence text, long until) implements CharSequence {
        static final class TooSlow extends RuntimeException {
            private static final long serialVersionUID = 1;
        }

        @Override
        public char charAt(int index) {
            if (System.nanoTime() - until > 0) {
                throw new TooSlow();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Hurried(text.subSequence(start, end), until);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
