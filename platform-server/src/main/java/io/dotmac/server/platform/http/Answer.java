package io.dotmac.server.platform.http;

import io.dotmac.model.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What goes back: status, body, and headers beyond those that every answer has.
///
/// @param status HTTP status
/// @param contentType of the body
/// @param body may be empty
/// @param headers further ones; a header that stands several times has its values on lines of their own
/// @param stream writes the body while it is sent, instead of `body`, where it is large
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(
        int status, String contentType, byte[] body, Map<String, String> headers, Optional<Stream> stream) {
    /// What nearly all answers are.
    static final String JSON = "application/json";

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

    /// A body as it is.
    public static Answer bytes(String contentType, byte[] body) {
        return new Answer(200, contentType, body, Map.of());
    }

    /// The same as version `version` of its resource.
    public Answer version(long version) {
        return with("ETag", "\"" + version + "\"");
    }

    /// The same with one more header, once for each value.
    public Answer with(String name, String... values) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, String.join("\n", values));
        return new Answer(status, contentType, body, Map.copyOf(more), stream);
    }
}
