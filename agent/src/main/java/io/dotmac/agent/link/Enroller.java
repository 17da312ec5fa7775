package io.dotmac.agent.link;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.ServerConfig;
import io.dotmac.client.ApiClient;
import io.dotmac.client.ApiException;
import io.dotmac.model.agent.Enrolled;
import io.dotmac.model.agent.Enrolment;
import io.dotmac.model.agent.KeyFingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.security.KeyPair;
import java.util.Base64;
import java.util.Optional;
import okhttp3.OkHttpClient;

/// Trades a one-use token for a node of its own. The private key is made here and never leaves.
public final class Enroller {
    private static final int OS_LENGTH = 128;

    private Enroller() {}

    /// The node that the agent has become.
    ///
    /// @param enrolled as the server answered
    /// @param fingerprint of the agent's key, as the server shows it
    public record Joined(Enrolled enrolled, String fingerprint) {}

    /// Enrols and keeps the identity in the state folder; throws [LinkFailure] with what to do about it.
    ///
    /// @param version of the program
    public static Joined enrol(AgentConfig config, String token, String version) {
        ServerConfig server = config.server();
        if (server == null) {
            throw new LinkFailure("server.url is missing: there is no server to enrol with");
        }
        try {
            Files.createDirectories(config.stateDir());
        } catch (IOException e) {
            throw new LinkFailure("state-dir " + config.stateDir() + " cannot be made: " + e.getMessage(), e);
        }
        OkHttpClient http = Transport.to(server);
        KeyPair key = Identity.newKey();
        String publicKey = Base64.getEncoder().encodeToString(key.getPublic().getEncoded());
        try {
            Enrolled enrolled = new ApiClient(http, server.url(), Optional::empty)
                    .post(
                            "/api/v1/agents/enrol",
                            new Enrolment(token, config.nodeName(), publicKey, version, os()),
                            Enrolled.class);
            Identity.save(config.stateDir(), enrolled.node(), enrolled.tenant(), key.getPrivate());
            return new Joined(enrolled, KeyFingerprint.of(publicKey));
        } catch (ApiException e) {
            throw new LinkFailure(
                    "the server refused the enrolment: " + e.problem().message() + " ("
                            + e.problem().code() + ")",
                    e);
        } catch (IOException e) {
            throw new LinkFailure("enrolment failed, server " + server.url() + ": " + e.getMessage(), e);
        } finally {
            http.connectionPool().evictAll();
            http.dispatcher().executorService().shutdown();
        }
    }

    private static String os() {
        String os = System.getProperty("os.name") + " " + System.getProperty("os.version");
        return os.length() > OS_LENGTH ? os.substring(0, OS_LENGTH) : os;
    }
}
