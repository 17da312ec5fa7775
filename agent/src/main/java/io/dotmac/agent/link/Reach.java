package io.dotmac.agent.link;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.ServerConfig;
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
    private Reach() {}

    /// What came back.
    ///
    /// @param status of `GET /health/ready`
    /// @param date of the server's clock, to the second
    /// @param certificates that it showed; none without TLS
    /// @param accepted whether this node got access
    /// @param refusal why it did not
    public record Answer(
            int status,
            Optional<Instant> date,
            List<X509Certificate> certificates,
            boolean accepted,
            Optional<String> refusal) {
        /// Copies the list.
        public Answer {
            certificates = List.copyOf(certificates);
        }
    }

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
            boolean enrolled = Files.exists(config.stateDir().resolve("agent.key"));
            Optional<String> refusal = enrolled ? refusal(config, server, http) : Optional.empty();
            return new Answer(
                    response.code(),
                    Optional.ofNullable(response.headers().getDate("Date")).map(Date::toInstant),
                    certificates(response.handshake()),
                    enrolled && refusal.isEmpty(),
                    refusal);
        } finally {
            http.connectionPool().evictAll();
            http.dispatcher().executorService().shutdown();
        }
    }

    private static Optional<String> refusal(AgentConfig config, ServerConfig server, OkHttpClient http)
            throws IOException {
        try {
            new Access(Identity.load(config.stateDir()), http, server.url()).ensure();
            return Optional.empty();
        } catch (AccessRefused e) {
            return Optional.of(e.getMessage() == null ? "refused" : e.getMessage());
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
