package io.dotmac.server;

import io.dotmac.client.ApiClient;
import io.dotmac.model.agent.AccessRequest;
import io.dotmac.model.agent.AccessToken;
import io.dotmac.model.agent.Enrolled;
import io.dotmac.model.agent.Enrolment;
import io.dotmac.model.agent.EnrolmentToken;
import io.dotmac.model.agent.KeyFingerprint;
import io.dotmac.model.agent.NewEnrolmentToken;
import io.dotmac.model.agent.Nonce;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.report.Receipt;
import io.dotmac.model.report.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Optional;

/// An agent that enrols and sends what a test gives it.
public final class TestAgent {
    private final NodeId node;
    private final KeyPair keys;
    private final TestPlatform platform;
    private volatile String token;

    private TestAgent(NodeId node, KeyPair keys, TestPlatform platform) throws IOException {
        this.node = node;
        this.keys = keys;
        this.platform = platform;
        this.token = accessToken();
    }

    /// Enrols under `name` with a token that `operator` mints.
    public static TestAgent enrol(TestPlatform platform, String operator, String name) throws IOException {
        EnrolmentToken token = platform.as(operator)
                .post(
                        "/api/v1/agents/enrolment-tokens",
                        new NewEnrolmentToken(Optional.empty(), Optional.empty(), Optional.empty()),
                        EnrolmentToken.class);
        return enrol(platform, token, name);
    }

    /// Enrols under `name` with that token.
    public static TestAgent enrol(TestPlatform platform, EnrolmentToken token, String name) throws IOException {
        KeyPair keys = newKeys();
        Enrolled enrolled =
                platform.anonymous().post("/api/v1/agents/enrol", enrolment(token, name, keys), Enrolled.class);
        return new TestAgent(enrolled.node(), keys, platform);
    }

    /// What an agent of that key sends to enrol.
    public static Enrolment enrolment(EnrolmentToken token, String name, KeyPair keys) {
        String key = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
        return new Enrolment(token.token(), name, key, "0.1.0", "Debian 12");
    }

    /// A key of its own.
    public static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Its id.
    public NodeId node() {
        return node;
    }

    /// The short form of its key.
    public String fingerprint() {
        return KeyFingerprint.of(
                Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()));
    }

    /// A client with its token.
    public ApiClient client() {
        return platform.client(Optional.of(token));
    }

    /// Its token.
    public String token() {
        return token;
    }

    /// Takes another token, as agents do when theirs is refused.
    public void renew() throws IOException {
        token = accessToken();
    }

    /// Sends a report.
    public Receipt send(Report report) throws IOException {
        return client().post("/api/v1/agents/reports", report, Receipt.class);
    }

    /// A nonce, signed.
    public AccessRequest accessRequest() throws IOException {
        String nonce = platform.anonymous()
                .post("/api/v1/agents/nonce", "", Nonce.class)
                .nonce();
        return new AccessRequest(node, nonce, sign(nonce));
    }

    private String accessToken() throws IOException {
        return platform.anonymous()
                .post("/api/v1/agents/token", accessRequest(), AccessToken.class)
                .accessToken();
    }

    String sign(String nonce) {
        try {
            Signature ecdsa = Signature.getInstance("SHA256withECDSA");
            ecdsa.initSign(keys.getPrivate());
            ecdsa.update(nonce.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(ecdsa.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
