package io.dotmac.server.platform.http;

import io.dotmac.model.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// What goes back: status, body, and headers beyond those that every answer has.
///
/// @param status HTTP status
/// @param contentType of the body
/// @param body may be empty
/// @param headers further ones
/// @param stream writes the body while it is sent, instead of `body`, where it is large
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(
        int status, String contentType, byte[] body, Map<String, String> headers, Optional<Stream> stream) {
    private static final String JSON = "application/json";

    /// A body that is whole.
    public Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
        this(status, contentType, body, headers, Optional.empty());
    }

    /// Writes a body; when it fails, the connection is cut, so that half a body is not taken for a whole one.
    @FunctionalInterface
    public interface Stream {
        /// Writes all of it.
        void writeTo(OutputStream out) throws IOException;
    }

    /// A file to be kept under a name.
    public static Answer stream(String contentType, String fileName, Stream stream) {
        Map<String, String> headers = Map.of("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
        return new Answer(200, contentType, new byte[0], headers, Optional.of(stream));
    }

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

    /// The same with one more header.
    Answer with(String name, String value) {
        Map<String, String> more = new java.util.HashMap<>(headers);
        more.put(name, value);
        return new Answer(status, contentType, body, Map.copyOf(more), stream);
    }
}
