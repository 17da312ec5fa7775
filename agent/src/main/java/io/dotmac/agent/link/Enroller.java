package io.dotmac.agent.link;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.ServerConfig;
import io.dotmac.client.ApiClient;
import io.dotmac.client.ApiException;
import io.dotmac.model.agent.Enrolled;
import io.dotmac.model.agent.Enrolment;
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

    /// Enrols and keeps the identity in the state folder; throws [LinkFailure] with what to do about it.
    ///
    /// @param version of the program
    public static Enrolled enrol(AgentConfig config, String token, String version) {
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
        try {
            Enrolled enrolled = new ApiClient(http, server.url(), Optional::empty)
                    .post(
                            "/api/v1/agents/enrol",
                            new Enrolment(
                                    token,
                                    config.nodeName(),
                                    Base64.getEncoder()
                                            .encodeToString(key.getPublic().getEncoded()),
                                    version,
                                    os()),
                            Enrolled.class);
            Identity.save(config.stateDir(), enrolled.node(), enrolled.tenant(), key.getPrivate());
            return enrolled;
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
