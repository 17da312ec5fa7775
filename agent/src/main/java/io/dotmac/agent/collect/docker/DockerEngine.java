package io.dotmac.agent.collect.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.dotmac.model.Json;
import io.dotmac.model.fleet.ErrorClass;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A container engine's API, as far as this program uses it. Methods block; safe for use by several threads.
///
/// The transport knows no time limit on a socket of the file system, so every call but the streams gets one here.
final class DockerEngine implements AutoCloseable {
    /// Newest version of the API that this program was written for.
    private static final int NEWEST_MINOR = 51;

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration RESTART = Duration.ofSeconds(60);
    private static final int MAX_BODY = 16 << 20;
    private static final int CONNECTIONS = 12;
    private static final String EVENT_FILTER =
            "{\"type\":[\"container\"],\"event\":[\"create\",\"start\",\"die\",\"oom\","
                    + "\"kill\",\"stop\",\"pause\",\"unpause\",\"destroy\",\"rename\",\"update\",\"health_status\"]}";

    private final DockerHttpClient client;
    private final ExecutorService calls = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("docker-call-", 0).factory());
    private volatile String prefix = "";

    /// What the engine says of itself.
    ///
    /// @param runtime `docker` or `podman`
    /// @param api version that both sides speak, for example `1.41`
    /// @param version of the engine
    record About(String runtime, String api, String version) {}

    /// An entry of the list.
    ///
    /// @param id of the container
    /// @param summary changes when a closer look is worth while
    record Listed(String id, String summary) {}

    /// @param host `unix:///...` or `tcp://...`
    /// @param restarts whether a container may be restarted
    DockerEngine(URI host, boolean restarts) {
        client = new AllowedCalls(
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(host)
                        .maxConnections(CONNECTIONS)
                        .connectionTimeout(CONNECT)
                        .build(),
                restarts);
    }

    /// Whether it answers.
    void ping() {
        timed(TIMEOUT, () -> {
            try (Response response = execute("GET", "/_ping")) {
                read(response);
                return true;
            }
        });
    }

    /// Agrees on a version of the API: the older of both sides' newest.
    About negotiate() {
        JsonNode version = json("/version");
        String theirs = version.path("ApiVersion").asText("1.24");
        String api = minor(theirs) < NEWEST_MINOR ? theirs : "1." + NEWEST_MINOR;
        prefix = "/v" + api;
        boolean podman = false;
        for (JsonNode component : version.path("Components")) {
            podman |= component.path("Name").asText().startsWith("Podman");
        }
        return new About(
                podman ? "podman" : "docker", api, version.path("Version").asText(""));
    }

    private static int minor(String version) {
        String minor = version.substring(version.indexOf('.') + 1);
        return minor.matches("[0-9]{1,3}") ? Integer.parseInt(minor) : 0;
    }

    /// All containers, running or not.
    List<Listed> list() {
        List<Listed> all = new ArrayList<>();
        for (JsonNode each : json(prefix + "/containers/json?all=1")) {
            String status = each.path("Status").asText();
            int bracket = status.indexOf('(');
            all.add(new Listed(
                    each.path("Id").asText(),
                    each.path("State").asText() + each.path("Names") + (bracket < 0 ? "" : status.substring(bracket))));
        }
        return all;
    }

    /// A container, unless it is gone.
    Optional<Inspected> inspect(String id) {
        return find(prefix + "/containers/" + id + "/json").map(Inspected::from);
    }

    /// What a container uses now, unless it is gone.
    Optional<JsonNode> stats(String id) {
        return find(prefix + "/containers/" + id + "/stats?stream=false&one-shot=true");
    }

    /// Whether an image of that name is here.
    boolean hasImage(String name) {
        String filter = URLEncoder.encode("{\"reference\":[" + Json.text(name) + "]}", StandardCharsets.UTF_8);
        return !json(prefix + "/images/json?filters=" + filter).isEmpty();
    }

    /// Events from a moment on; first those that the engine remembers.
    Events events(String since) {
        String path = prefix + "/events?since=" + since + "&filters="
                + URLEncoder.encode(EVENT_FILTER, StandardCharsets.UTF_8);
        Response response = timed(TIMEOUT, () -> execute("GET", path));
        try {
            return new Events(response, Json.mapper().readerFor(JsonNode.class).readValues(response.getBody()));
        } catch (IOException e) {
            response.close();
            throw failure(e);
        }
    }

    /// The last lines of a container's log, then what comes, until closed.
    LogStream logs(String id, boolean tty, int tail, boolean follow) {
        String path = prefix + "/containers/" + id + "/logs?stdout=1&stderr=1&timestamps=1&tail=" + tail
                + (follow ? "&follow=1" : "");
        return new LogStream(timed(TIMEOUT, () -> execute("GET", path)), tty);
    }

    /// Restarts a container; only where the configuration allows it.
    void restart(String id) {
        timed(RESTART, () -> {
            try (Response response = execute("POST", prefix + "/containers/" + id + "/restart")) {
                read(response);
                return true;
            }
        });
    }

    private JsonNode json(String path) {
        return find(path).orElseThrow(() -> new EngineFailure(ErrorClass.PROTOCOL, "GET " + path + " is not known"));
    }

    private Optional<JsonNode> find(String path) {
        return timed(TIMEOUT, () -> {
            try (Response response = execute("GET", path)) {
                byte[] body = read(response);
                return response.getStatusCode() == 404
                        ? Optional.<JsonNode>empty()
                        : Optional.of(Json.mapper().readTree(body));
            }
        });
    }

    private Response execute(String method, String path) {
        return client.execute(Request.builder()
                .method(Request.Method.valueOf(method))
                .path(path)
                .build());
    }

    private static byte[] read(Response response) throws IOException {
        try (InputStream body = response.getBody()) {
            byte[] bytes = body.readNBytes(MAX_BODY);
            int status = response.getStatusCode();
            if (status >= 400 && status != 404) {
                String text = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.UTF_8).strip();
                throw new EngineFailure(
                        status == 403 ? ErrorClass.PERMISSION : ErrorClass.PROTOCOL, "status " + status + ": " + text);
            }
            return bytes;
        }
    }

    private <T> T timed(Duration limit, Callable<T> call) {
        Future<T> running = calls.submit(call);
        try {
            return running.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            running.cancel(true);
            throw new EngineFailure(ErrorClass.TIMEOUT, "no answer in " + limit.toSeconds() + " s");
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw new EngineFailure(ErrorClass.TIMEOUT, "interrupted");
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        }
    }

    private static RuntimeException failure(Throwable cause) {
        if (cause instanceof EngineFailure || cause instanceof AllowedCalls.Forbidden) {
            return (RuntimeException) cause;
        }
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = String.valueOf(root.getMessage());
        if (text.contains("Permission denied")) {
            return new EngineFailure(ErrorClass.PERMISSION, "the socket may not be opened by this user");
        }
        if (text.contains("No such file") || text.contains("refused")) {
            return new EngineFailure(ErrorClass.REFUSED, "nobody listens on the socket");
        }
        return new EngineFailure(ErrorClass.RESET, root.getClass().getSimpleName() + ": " + text);
    }

    @Override
    public void close() {
        calls.shutdownNow();
        try {
            client.close();
        } catch (IOException e) {
            // Nothing is open any more.
            return;
        }
    }

    /// A stream of events; blocks until the next one. Closing ends it from any thread.
    static final class Events implements AutoCloseable {
        private final Response response;
        private final MappingIterator<JsonNode> values;

        private Events(Response response, MappingIterator<JsonNode> values) {
            this.response = response;
            this.values = values;
        }

        /// The next one; empty when the engine ended the stream.
        Optional<DockerEvent> next() {
            try {
                return values.hasNextValue() ? Optional.of(DockerEvent.from(values.nextValue())) : Optional.empty();
            } catch (IOException e) {
                throw failure(e);
            }
        }

        @Override
        public void close() {
            response.close();
        }
    }
}
