package io.dotmac.agent.collect.kubernetes;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import okhttp3.Response;

/// What a cluster answers when it is asked whether it is ready.
///
/// @param status of HTTP
/// @param lacks parts that are not ready, in its own words
record Readiness(int status, String lacks) {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int REFUSED_FROM = 400;
    private static final long MAX_ANSWER = 16 << 10;
    private static final String FAILED = "[-]";

    /// Old clusters know only the second path, and some log-ins may ask for neither.
    static Readiness of(ApiClient client) throws IOException, ApiException {
        Readiness ready = ask(client, "/readyz");
        return ready.untold() ? ask(client, "/healthz") : ready;
    }

    private static Readiness ask(ApiClient client, String path) throws IOException, ApiException {
        var call = client.buildCall(
                client.getBasePath(),
                path,
                "GET",
                List.of(),
                List.of(),
                null,
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>(),
                new String[] {"BearerToken"},
                null);
        try (Response response = call.execute()) {
            String text = response.peekBody(MAX_ANSWER).string();
            String lacks = text.lines()
                    .filter(line -> line.startsWith(FAILED))
                    .map(line -> line.substring(FAILED.length()).strip())
                    .collect(Collectors.joining(", "));
            return new Readiness(response.code(), lacks);
        }
    }

    boolean unauthorized() {
        return status == UNAUTHORIZED;
    }

    /// Whether it did not say.
    private boolean untold() {
        return status == UNAUTHORIZED || status == FORBIDDEN || status == NOT_FOUND;
    }

    /// What does not say that it is not ready is.
    boolean ready() {
        return status < REFUSED_FROM || untold();
    }

    String summary() {
        return "answers, but is not ready: " + (lacks.isEmpty() ? "status " + status : lacks);
    }
}
