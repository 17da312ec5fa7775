package io.dotmac.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {
    @Test
    void absentKeysHaveDefaults() {
        AgentConfig config = AgentConfig.parse("node: {name: lag-db-1}", Map.of());

        assertThat(config.server()).isNull();
        assertThat(config.healthInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.stateDir()).isEqualTo(Path.of("/var/lib/dotmac-agent"));
        assertThat(config.spool()).isEqualTo(new SpoolConfig(64 << 20, Duration.ofHours(24)));
        assertThat(config.targets()).isEmpty();
    }

    @Test
    void everyKeyIsRead(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("pw"), "secret-1\n");
        Files.writeString(folder.resolve("ca.pem"), "");
        Files.writeString(folder.resolve("agent.yaml"), """
                server: {url: "https://ops.example.net", ca-file: ca.pem}
                node: {name: lag-db-1}
                state-dir: state
                health-interval: 1s
                interval: 30s
                spool: {max-size: 8MiB, max-age: 2h}
                targets:
                  - {name: orders-db, kind: postgresql, host: db, port: 5433, database: orders, username: mon,
                     password-file: pw, ssl-mode: require, standbys: [standby-1],
                     thresholds: {lag-warn: 5s, lag-critical: 30s, bytes-warn: 1MiB, bytes-critical: 2MiB,
                                  slot-keeps-warn: 3MiB}}
                  - {name: sessions, kind: redis, host: r, port: 6380, username: mon, password: pw-2, tls: true, replicas: 1}
                  - {name: portal, kind: http, url: "http://127.0.0.1:8080/health", status: 204, body-contains: ok,
                     allow-loopback: true, latency-warn: 250ms}
                  - {name: smtp, kind: tcp, host: mx, port: 25, expect: "220", send: "QUIT"}
                """);

        AgentConfig config = AgentConfig.load(folder.resolve("agent.yaml"));

        assertThat(config.stateDir()).isEqualTo(folder.resolve("state"));
        assertThat(config.spool()).isEqualTo(new SpoolConfig(8 << 20, Duration.ofHours(2)));
        TargetConfig.Postgres postgres =
                (TargetConfig.Postgres) config.targets().get(0);
        assertThat(postgres.password()).isNotNull().extracting(Secret::reveal).isEqualTo("secret-1");
        assertThat(postgres.standbys()).containsExactly("standby-1");
        assertThat(postgres.limits())
                .isEqualTo(new LagLimits(Duration.ofSeconds(5), Duration.ofSeconds(30), 1 << 20, 2 << 20, 3 << 20));
        TargetConfig.Redis redis = (TargetConfig.Redis) config.targets().get(1);
        assertThat(redis.tls()).isTrue();
        assertThat(redis.replicas()).isEqualTo(1);
        TargetConfig.Http http = (TargetConfig.Http) config.targets().get(2);
        assertThat(http.status()).isEqualTo(204);
        assertThat(http.slow()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.targets().get(3)).isEqualTo(new TargetConfig.Tcp("smtp", "mx", 25, "QUIT", "220"));
    }

    @Test
    void everyViolationIsListedAtOnce() {
        assertThat(violations("""
                        server: {url: "ftp://x"}
                        node: {name: "a b", nmae: x}
                        intervall: 10s
                        health-interval: 20s
                        spool: {max-size: 1KiB}
                        targets:
                          - {name: a, kind: postgres, host: h}
                          - {name: b, kind: postgresql, host: h, port: 70000, username: u}
                          - {name: b, kind: tcp, host: h, port: 1, expekt: x}
                          - {kind: redis}
                          - {name: host, kind: http, url: nowhere}
                        """))
                .containsExactlyInAnyOrder(
                        "server.url is ftp://x, must start with http:// or https:// and a host",
                        "node.name is a b, must be 1 to 64 letters, digits, '-', '_' or '.'",
                        "node.nmae is not a known key, did you mean name?",
                        "interval is 10s, must be at least health-interval",
                        "spool.max-size is 1KiB, must be a size from 2MiB to 64GiB",
                        "targets[0].kind is postgres, must be one of " + String.join(", ", TargetConfig.KINDS),
                        "targets[1].port is 70000, must be a whole number from 1 to 65535",
                        "targets[2].name is b, which an earlier target has",
                        "targets[2].expekt is not a known key, did you mean expect?",
                        "targets[3].name is missing",
                        "targets[3].host is missing",
                        "targets[4].name is host, which the agent keeps for itself",
                        "targets[4].url is nowhere, must start with http:// or https:// and a host",
                        "intervall is not a known key, did you mean interval?");
    }

    @Test
    void brokenYamlIsToldWithItsLine() {
        assertThat(violations("node: {name: a}\ntargets: ["))
                .singleElement()
                .asString()
                .contains("line");
    }

    @Test
    void doubledKeyIsRefused() {
        assertThat(violations("node: {name: a}\nnode: {name: b}"))
                .singleElement()
                .asString()
                .contains("node");
    }

    @Test
    void emptyFileSaysWhatIsMissing() {
        assertThat(violations("")).containsExactly("node.name is missing");
    }

    @Test
    void environmentFillsIn() {
        String yaml = "node: {name: \"${env:NODE}\"}";

        assertThat(AgentConfig.parse(yaml, Map.of("NODE", "db-7")).nodeName()).isEqualTo("db-7");
        assertThat(violations(yaml)).contains("node.name asks for the environment variable NODE, which is not set");
    }

    @Test
    void passwordsAreNeverShown() {
        AgentConfig config = AgentConfig.parse("""
                node: {name: a}
                targets:
                  - {name: r, kind: redis, host: h, password: hunter2}
                """, Map.of());

        assertThat(config.toString()).doesNotContain("hunter2").contains("***");
    }

    @Test
    void passwordThatLooksLikeANumberStaysAsItIsWritten() {
        AgentConfig config = AgentConfig.parse("""
                node: {name: a}
                targets:
                  - {name: r, kind: redis, host: h, password: 007}
                """, Map.of());

        TargetConfig.Redis redis = (TargetConfig.Redis) config.targets().getFirst();
        assertThat(redis.password()).isNotNull().extracting(Secret::reveal).isEqualTo("007");
    }

    @Test
    void passwordAndFileTogetherAreRefused() {
        assertThat(violations("""
                        node: {name: a}
                        targets:
                          - {name: r, kind: redis, host: h, password: x, password-file: /nowhere}
                        """))
                .containsExactlyInAnyOrder(
                        "targets[0].password and password-file are both set, choose one",
                        "targets[0].password-file is /nowhere, which cannot be read");
    }

    @Test
    void fileThatIsNotThereIsOneClearLine() {
        InvalidConfig thrown =
                catchThrowableOfType(InvalidConfig.class, () -> AgentConfig.load(Path.of("/nowhere/agent.yaml")));

        assertThat(thrown.violations()).containsExactly("/nowhere/agent.yaml cannot be read: there is no such file");
    }

    private static List<String> violations(String yaml) {
        return catchThrowableOfType(InvalidConfig.class, () -> AgentConfig.parse(yaml, Map.of()))
                .violations();
    }
}
