package io.dotmac.agent.probe.vault;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.agent.config.DataTarget;
import io.dotmac.agent.probe.Deadline;
import io.dotmac.agent.probe.net.BoundedDns;
import io.dotmac.agent.probe.tls.Trust;
import io.dotmac.model.Json;
import java.io.IOException;
import java.net.Proxy;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Asks one server of Vault or OpenBao, on a fresh connection each time.
final class VaultServer {
    private static final long MAX_BODY = 64 << 10;

    private final OkHttpClient client;
    private Deadline deadline;

    VaultServer(DataTarget.Vault target, Duration timeout) throws IOException, GeneralSecurityException {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .callTimeout(timeout)
                .dns(new BoundedDns(timeout));
        if (target.caFile() != null) {
            Trust trust = Trust.of(target.caFile());
            builder.sslSocketFactory(trust.context().getSocketFactory(), trust.manager());
        }
        this.client = builder.build();
        this.deadline = Deadline.in(timeout);
    }

    /// What is asked from now on must be answered by then.
    void within(Deadline next) {
        deadline = next;
    }

    /// An answer, whatever its status: a sealed server answers 503 and says in the body how it is.
    ///
    /// @param status of HTTP
    /// @param body `null` when it is no JSON
    record Answer(int status, @Nullable JsonNode body) {
        String text(String field) {
            return body == null ? "" : body.path(field).asText("");
        }
    }

    Answer get(HttpUrl base, String path, @Nullable String token) throws IOException {
        Request.Builder request = new Request.Builder()
                .url(base.newBuilder().encodedPath("/v1/" + path).query(null).build())
                .header("User-Agent", "dotmac-agent");
        if (token != null) {
            request.header("X-Vault-Token", token);
        }
        try (Response response = call(request.build()).execute()) {
            byte[] bytes = response.peekBody(MAX_BODY).bytes();
            return new Answer(response.code(), json(bytes));
        }
    }

    private Call call(Request request) throws IOException {
        Call call = client.newCall(request);
        call.timeout().timeout(deadline.left(), TimeUnit.MILLISECONDS);
        return call;
    }

    private static @Nullable JsonNode json(byte[] bytes) {
        try {
            JsonNode node = Json.read(bytes, JsonNode.class);
            return node.isObject() ? node : null;
        } catch (Json.Malformed e) {
            // Something else than Vault answers here.
            return null;
        }
    }
}
