package io.dotmac.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/// Calls the API as somebody and hands back all of the answer.
public final class TestCaller {
    private static final MediaType JSON = MediaType.get("application/json");

    private final TestPlatform platform;
    private final String token;

    /// Logs in as `email`.
    public TestCaller(TestPlatform platform, String email) {
        this.platform = platform;
        this.token = platform.token(email);
    }

    /// An answer.
    ///
    /// @param status HTTP status
    /// @param headers of the answer
    /// @param body in JSON; missing where there is none
    public record Reply(int status, Headers headers, JsonNode body) {
        /// A header, empty where there is none.
        public String header(String name) {
            return Optional.ofNullable(headers.get(name)).orElse("");
        }

        /// The tag of its version.
        public String etag() {
            return header("ETag");
        }

        /// The part `attributes` of one resource.
        public JsonNode attributes() {
            return body.at("/data/attributes");
        }

        /// The code of a refusal.
        public String code() {
            return body.at("/error/code").asText();
        }
    }

    /// Gets `path`.
    public Reply get(String path) {
        return call("GET", path, "", Map.of());
    }

    /// Posts JSON.
    public Reply post(String path, String json) {
        return call("POST", path, json, Map.of());
    }

    /// Calls with further headers.
    public Reply call(String method, String path, String json, Map<String, String> headers) {
        Request.Builder request = new Request.Builder()
                .url(platform.at(path))
                .header("Authorization", "Bearer " + token)
                .method(method, method.equals("GET") ? null : RequestBody.create(json, JSON));
        headers.forEach(request::header);
        try (Response answer = TestPlatform.http().newCall(request.build()).execute()) {
            byte[] body = answer.body().bytes();
            return new Reply(
                    answer.code(),
                    answer.headers(),
                    body.length == 0 ? Json.mapper().missingNode() : Json.read(body, JsonNode.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
