package io.dotmac.client;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.dotmac.model.Json;
import io.dotmac.model.api.Document;
import io.dotmac.model.api.ErrorDocument;
import io.dotmac.model.api.ErrorDocument.Problem;
import io.dotmac.model.api.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/// Speaks the platform server's envelopes: takes and gives wire records, turns refusals into [ApiException].
///
/// Safe for use by several threads.
public final class ApiClient {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final int GZIP_FROM_BYTES = 1024;

    private final OkHttpClient http;
    private final HttpUrl base;
    private final Supplier<Optional<String>> bearer;
    private final String tenant;

    /// @param http shared by all clients of a program
    /// @param base of the server, for example `http://127.0.0.1:8080`
    /// @param bearer the access token to send now, if any
    public ApiClient(OkHttpClient http, HttpUrl base, Supplier<Optional<String>> bearer) {
        this(http, base, bearer, "");
    }

    /// @param tenant slug of the ISP whose rows are asked for, empty for the caller's own
    ApiClient(OkHttpClient http, HttpUrl base, Supplier<Optional<String>> bearer, String tenant) {
        this.http = http;
        this.base = base;
        this.bearer = bearer;
        this.tenant = tenant;
    }

    /// The HTTP client that consoles and agents share: 3 s to connect, 10 s to answer.
    public static OkHttpClient newHttp() {
        return new OkHttpClient.Builder()
                .connectTimeout(Duration.ofSeconds(3))
                .readTimeout(Duration.ofSeconds(10))
                .writeTimeout(Duration.ofSeconds(10))
                .followRedirects(false)
                .build();
    }

    /// Where the server is.
    public HttpUrl base() {
        return base;
    }

    /// Gets one resource.
    ///
    /// @param pathAndQuery for example `/api/v1/auth/me`
    public <T> T get(String pathAndQuery, Class<T> type) throws IOException {
        return one(call("GET", pathAndQuery, null), type);
    }

    /// Gets a list of resources: its first page.
    public <T> List<T> list(String pathAndQuery, Class<T> type) throws IOException {
        return page(pathAndQuery, type).rows();
    }

    /// One page of a list.
    ///
    /// @param next path of the page after it
    record Page<T>(List<T> rows, Optional<String> next) {}

    /// Gets one page of a list.
    <T> Page<T> page(String pathAndQuery, Class<T> type) throws IOException {
        TypeFactory types = Json.mapper().getTypeFactory();
        JavaType resource = types.constructParametricType(Resource.class, type);
        JavaType document =
                types.constructParametricType(Document.class, types.constructCollectionType(List.class, resource));
        Document<List<Resource<T>>> answer = Json.mapper().readValue(call("GET", pathAndQuery, null), document);
        List<T> rows = answer.data().stream().map(Resource::attributes).toList();
        return new Page<>(rows, Optional.ofNullable(answer.links().get("next")));
    }

    /// Sends `body`, gzipped when it is large, and reads the resource that comes back.
    public <T> T post(String path, Object body, Class<T> type) throws IOException {
        return one(call("POST", path, body), type);
    }

    /// Sends `body` where no answer is wanted.
    public void send(String method, String path, @Nullable Object body) throws IOException {
        call(method, path, body);
    }

    /// Opens a WebSocket with this client's bearer token; returns at once, `listener` hears how it went.
    public WebSocket socket(String path, WebSocketListener listener) {
        return http.newWebSocket(request(path).build(), listener);
    }

    private byte[] call(String method, String pathAndQuery, @Nullable Object body) throws IOException {
        Request.Builder request = request(pathAndQuery);
        if (body == null) {
            request.method(method, method.equals("GET") ? null : RequestBody.create(new byte[0], JSON));
        } else {
            byte[] json = Json.bytes(body);
            boolean large = json.length >= GZIP_FROM_BYTES;
            if (large) {
                request.header("Content-Encoding", "gzip");
            }
            request.method(method, RequestBody.create(large ? gzip(json) : json, JSON));
        }
        try (Response response = http.newCall(request.build()).execute()) {
            byte[] answer = response.body().bytes();
            if (!response.isSuccessful()) {
                throw refusal(response, answer);
            }
            return answer;
        }
    }

    private Request.Builder request(String pathAndQuery) {
        HttpUrl url = base.resolve(pathAndQuery);
        if (url == null) {
            throw new IllegalArgumentException("path is " + pathAndQuery + ", must be an absolute path");
        }
        HttpUrl asked = tenant.isEmpty()
                ? url
                : url.newBuilder().setQueryParameter("tenant", tenant).build();
        Request.Builder request = new Request.Builder().url(asked).header("Accept", "application/json");
        bearer.get().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private static <T> T one(byte[] answer, Class<T> type) throws IOException {
        TypeFactory types = Json.mapper().getTypeFactory();
        JavaType document =
                types.constructParametricType(Document.class, types.constructParametricType(Resource.class, type));
        Document<Resource<T>> read = Json.mapper().readValue(answer, document);
        return read.data().attributes();
    }

    private static ApiException refusal(Response response, byte[] answer) {
        Optional<Duration> retryAfter = Optional.ofNullable(response.header("Retry-After"))
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
        return new ApiException(response.code(), problem(response, answer), retryAfter);
    }

    private static Problem problem(Response response, byte[] answer) {
        try {
            return Json.read(answer, ErrorDocument.class).error();
        } catch (Json.Malformed e) {
            // Not our server's envelope: a proxy in between, or another service on that port.
            return new Problem("HTTP_" + response.code(), "unexpected answer " + response.code(), List.of(), "");
        }
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 4);
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
