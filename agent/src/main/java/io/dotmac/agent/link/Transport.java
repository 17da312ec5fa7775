package io.dotmac.agent.link;

import io.dotmac.agent.config.ServerConfig;
import io.dotmac.agent.probe.tls.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;

/// The HTTP client towards the server: certificates are always verified, against the system's or the given authority.
final class Transport {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration PING = Duration.ofSeconds(5);

    private Transport() {}

    static OkHttpClient to(ServerConfig server) {
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .connectTimeout(CONNECT)
                .readTimeout(ANSWER)
                .writeTimeout(ANSWER)
                .followRedirects(false)
                .pingInterval(PING);
        if (!server.url().isHttps()) {
            // Spares the system's certificates, which are megabytes.
            http.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
        }
        if (server.caFile() != null) {
            trust(http, server.caFile());
        }
        return http.build();
    }

    private static void trust(OkHttpClient.Builder http, Path caFile) {
        try {
            Trust trust = Trust.of(caFile);
            http.sslSocketFactory(trust.context().getSocketFactory(), trust.manager());
        } catch (IOException | GeneralSecurityException e) {
            throw new LinkFailure("server.ca-file " + caFile + " is not a PEM file of certificates", e);
        }
    }
}
