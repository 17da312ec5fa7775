package io.dotmac.server.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.dotmac.server.TestClock;
import io.dotmac.server.TestVault;
import io.dotmac.server.platform.config.SecretsUnavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultClientTest {
    private static final String SECRET = "secret/data/dotmac";

    @TempDir
    private static Path folder;

    private static TestVault vault;

    @BeforeAll
    static void start() {
        vault = TestVault.start(folder);
    }

    @AfterAll
    static void stop() {
        if (vault != null) {
            vault.close();
        }
    }

    @BeforeEach
    void fill() {
        vault.role("1h", "4h");
        vault.settings(Map.of("greeting", "hello"));
    }

    @Test
    void secretIsReadByApprole() {
        assertThat(greeting(client())).isEqualTo("hello");
    }

    @Test
    void secretIsReadByTokenFromAFileThatMayChange() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, token("1h") + "\n");
        VaultClient client = new VaultClient(
                vault.config(Map.of("VAULT__AUTH_METHOD", "token", "VAULT__TOKEN_FILE", file.toString())),
                Clock.systemUTC());
        assertThat(greeting(client)).isEqualTo("hello");

        revoke(Files.readString(file).strip());
        Files.writeString(file, token("1h"));

        assertThat(greeting(client)).isEqualTo("hello");
    }

    @Test
    void tokenIsRenewedWhenTwoThirdsAreOver() {
        TestClock clock = new TestClock();
        VaultClient client = new VaultClient(vault.config(Map.of()), clock);
        client.keepAlive();
        int logIns = logIns();

        clock.advance(Duration.ofMinutes(41));
        client.keepAlive();
        clock.advance(Duration.ofMinutes(41));

        assertThat(greeting(client)).isEqualTo("hello");
        assertThat(logIns()).as("renewed, not logged in anew").isEqualTo(logIns);
    }

    @Test
    void tokenThatCannotBeRenewedFurtherIsReplaced() {
        vault.role("4s", "5s");
        TestClock clock = new TestClock();
        VaultClient client = new VaultClient(vault.config(Map.of()), clock);
        assertThat(greeting(client)).isEqualTo("hello");
        int logIns = logIns();

        clock.advance(Duration.ofHours(1));

        assertThat(greeting(client)).isEqualTo("hello");
        assertThat(logIns()).isGreaterThan(logIns);
    }

    @Test
    void tokenThatWasRevokedIsReplacedAtOnce() {
        VaultClient client = client();
        assertThat(greeting(client)).isEqualTo("hello");

        revokeAll();

        assertThat(greeting(client)).isEqualTo("hello");
    }

    @Test
    void rightsThatAreMissingAreTold() {
        assertThatThrownBy(() -> client().read("secret/data/other"))
                .isInstanceOf(SecretsUnavailable.class)
                .hasMessageContaining(vault.bao().url())
                .hasMessageContaining("refuses the log-in or its rights for secret/data/other (status 403)")
                .hasMessageContaining("permission denied");
    }

    @Test
    void wrongSecretIdIsRefusedWithoutRepeatingIt() {
        VaultClient client =
                new VaultClient(vault.config(Map.of("VAULT__SECRET_ID", "not-the-secret-id")), Clock.systemUTC());

        assertThatThrownBy(client::keepAlive)
                .isInstanceOf(SecretsUnavailable.class)
                .hasMessageContaining("log-in")
                .hasMessageNotContaining("not-the-secret-id");
    }

    @Test
    void sealedServerIsToldAndServesAgainWhenUnsealed() {
        VaultClient client = client();
        client.ping();
        assertThat(greeting(client)).isEqualTo("hello");

        vault.bao().seal();
        try {
            assertThatThrownBy(client::ping)
                    .isInstanceOf(SecretsUnavailable.class)
                    .hasMessageContaining("is sealed or has no leader");
            assertThatThrownBy(() -> client.read(SECRET)).hasMessageContaining("is sealed or has no leader");
        } finally {
            vault.bao().unseal();
        }

        client.ping();
        assertThat(greeting(client)).isEqualTo("hello");
    }

    @Test
    void serverThatIsGoneIsToldAndUsedAgainWhenItIsBack() {
        VaultClient client = client();
        assertThat(greeting(client)).isEqualTo("hello");

        vault.bao().stop();
        try {
            assertThatThrownBy(client::ping)
                    .isInstanceOf(SecretsUnavailable.class)
                    .hasMessageContaining("cannot be reached");
            assertThatThrownBy(() -> client.read(SECRET)).hasMessageContaining("cannot be reached");
        } finally {
            vault.bao().startAgain();
        }

        assertThat(greeting(client)).isEqualTo("hello");
    }

    /// A lone node cannot be a standby, so its answer is played, written by hand as the API's documentation has it.
    @Test
    void standbyCountsAsHealthySinceItPassesRequestsOn() throws IOException {
        HttpServer standby = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        standby.createContext("/v1/sys/health", exchange -> {
            boolean accepted =
                    String.valueOf(exchange.getRequestURI().getQuery()).contains("standbyok=true");
            byte[] body = """
                    {"initialized":true,"sealed":false,"standby":true,"performance_standby":false,
                     "replication_performance_mode":"disabled","replication_dr_mode":"disabled",
                     "server_time_utc":1795295359,"version":"2.4.0"}""".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(accepted ? 200 : 429, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        standby.start();
        try {
            String url = "http://127.0.0.1:" + standby.getAddress().getPort();

            new VaultClient(vault.config(Map.of("VAULT__URL", url)), Clock.systemUTC()).ping();
        } finally {
            standby.stop(0);
        }
    }

    private static VaultClient client() {
        return new VaultClient(vault.config(Map.of()), Clock.systemUTC());
    }

    private static String greeting(VaultClient client) {
        return client.read(SECRET).at("/data/greeting").asText();
    }

    private static String token(String ttl) {
        return vault.bao()
                .call("POST", "auth/token/create", Map.of("policies", new String[] {"dotmac"}, "ttl", ttl))
                .at("/auth/client_token")
                .asText();
    }

    private static void revoke(String token) {
        vault.bao().write("auth/token/revoke", Map.of("token", token));
    }

    /// Every token of the role.
    private static void revokeAll() {
        vault.bao().write("sys/leases/revoke-prefix/auth/approle", Map.of("sync", true));
    }

    private static int logIns() {
        return vault.bao()
                .call("LIST", "auth/token/accessors", Map.of())
                .at("/data/keys")
                .size();
    }
}
