package io.dotmac.agent.link;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.ServerConfig;
import io.dotmac.client.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import okhttp3.Handshake;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Tries the way to the server once, as the link itself would go.
public final class Reach {
    private static final int READY = 200;
    private static final int UNREADY = 503;

    private Reach() {}

    /// What came back.
    ///
    /// @param status of `GET /health/ready`
    /// @param platform whether a platform server answers so
    /// @param movedTo where the answer sends whoever asks
    /// @param date of the server's clock, to the second
    /// @param certificates that it showed; none without TLS
    /// @param accepted whether this node got access
    /// @param refusal why it did not
    public record Answer(
            int status,
            boolean platform,
            Optional<String> movedTo,
            Optional<Instant> date,
            List<X509Certificate> certificates,
            boolean accepted,
            Optional<Refusal> refusal) {
        /// Copies the list.
        public Answer {
            certificates = List.copyOf(certificates);
        }
    }

    /// The server gives no access.
    ///
    /// @param status of its answer
    /// @param revoked whether the node was taken out of service
    /// @param text in its own words
    public record Refusal(int status, boolean revoked, String text) {}

    /// Asks the server, and for access where this node is enrolled.
    public static Answer server(AgentConfig config) throws IOException {
        ServerConfig server = config.server();
        if (server == null) {
            throw new LinkFailure("server.url is missing");
        }
        OkHttpClient http = Transport.to(server);
        try (Response response = http.newCall(new Request.Builder()
                        .url(server.url()
                                .newBuilder()
                                .encodedPath("/health/ready")
                                .build())
                        .build())
                .execute()) {
            boolean platform = platform(response);
            boolean enrolled = platform && Files.exists(config.stateDir().resolve("agent.key"));
            Optional<Refusal> refusal = enrolled ? refusal(config, server, http) : Optional.empty();
            return new Answer(
                    response.code(),
                    platform,
                    Optional.ofNullable(response.header("Location")),
                    Optional.ofNullable(response.headers().getDate("Date")).map(Date::toInstant),
                    certificates(response.handshake()),
                    enrolled && refusal.isEmpty(),
                    refusal);
        } finally {
            http.connectionPool().evictAll();
            http.dispatcher().executorService().shutdown();
        }
    }

    private static boolean platform(Response response) {
        String type = response.header("Content-Type", "");
        return (response.code() == READY || response.code() == UNREADY)
                && type != null
                && type.startsWith("application/json");
    }

    private static Optional<Refusal> refusal(AgentConfig config, ServerConfig server, OkHttpClient http)
            throws IOException {
        try {
            new Access(Identity.load(config.stateDir()), http, server.url()).ensure();
            return Optional.empty();
        } catch (AccessRefused e) {
            ApiException refusal = e.refusal();
            return Optional.of(new Refusal(
                    refusal.status(),
                    e.revoked().isPresent(),
                    refusal.problem().message() + " (" + refusal.problem().code() + ")"));
        }
    }

    private static List<X509Certificate> certificates(@Nullable Handshake handshake) {
        if (handshake == null) {
            return List.of();
        }
        return handshake.peerCertificates().stream()
                .filter((Certificate each) -> each instanceof X509Certificate)
                .map(X509Certificate.class::cast)
                .toList();
    }
}
