package io.dotmac.server.platform.http;

import io.dotmac.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What goes back: status, body, and headers beyond those that every answer has.
///
/// @param status HTTP status
/// @param contentType of the body
/// @param body may be empty
/// @param headers further ones
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    private static final String JSON = "application/json";

    /// A body in JSON.
    public static Answer json(int status, Object body) {
        return new Answer(status, JSON, Json.bytes(body), Map.of());
    }

    /// Done, nothing to tell.
    public static Answer empty() {
        return new Answer(204, "", new byte[0], Map.of());
    }

    /// A body in text.
    public static Answer text(String contentType, String body) {
        return new Answer(200, contentType, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /// The same as version `version` of its resource.
    public Answer version(long version) {
        return with("ETag", "\"" + version + "\"");
    }

    /// The same with one more header.
    Answer with(String name, String value) {
        Map<String, String> more = new java.util.HashMap<>(headers);
        more.put(name, value);
        return new Answer(status, contentType, body, Map.copyOf(more));
    }
}
