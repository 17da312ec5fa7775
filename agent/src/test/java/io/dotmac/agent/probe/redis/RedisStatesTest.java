package io.dotmac.agent.probe.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Checking;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import io.dotmac.testing.LocalRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Refusals and figures of a Redis that answers: each is a state with its reason.
class RedisStatesTest {
    private static final Duration LONGEST = Duration.ofSeconds(15);

    @TempDir
    private Path folder;

    @Test
    void userThatTheManualNamesSeesEverythingAndOneWithoutInfoNothing() throws Exception {
        try (LocalRedis redis = LocalRedis.start(0);
                RedisCli cli = new RedisCli(redis.port())) {
            cli.say("acl setuser mon on >m resetkeys -@all +ping +info +client|setname +client|setinfo");
            cli.say("acl setuser bare on >b resetkeys -@all +ping");

            Finding seen = Checking.once(target(redis, ", username: mon, password: m"));
            Finding hidden = Checking.once(target(redis, ", username: bare, password: b"));

            assertThat(seen.health()).isEqualTo(Health.UP);
            assertThat(seen.facts()).containsKeys("version", "used_memory_human", "connected_slaves");
            assertThat(hidden.health()).isEqualTo(Health.UNKNOWN);
            assertThat(hidden.reason()).isEqualTo(UnknownReason.PERMISSION);
            assertThat(hidden.error()).isEqualTo(ErrorClass.PERMISSION);
        }
    }

    @Test
    void memoryThatRunsOutIsToldInTwoSteps() throws Exception {
        try (LocalRedis redis = LocalRedis.start(0);
                RedisCli cli = new RedisCli(redis.port())) {
            cli.say("debug populate 4000 k 1000");
            long used = Long.parseLong(cli.field("info memory", "used_memory"));

            cli.say("config set maxmemory " + used * 100 / 85);
            assertThat(Checking.once(target(redis, "")).severity()).isEqualTo(Severity.MINOR);
            cli.say("config set maxmemory " + used * 100 / 95);
            Finding full = Checking.once(target(redis, ""));

            assertThat(full.severity()).isEqualTo(Severity.MAJOR);
            assertThat(full.summary()).matches("9[0-9] % of its memory in use");
        }
    }

    @Test
    void serverTellsOfItsCopiesAndItsFiles() throws Exception {
        try (LocalRedis redis = LocalRedis.start(0)) {
            assertThat(Checking.once(target(redis, "")).facts())
                    .containsEntry("master_failover_state", "no-failover")
                    .containsEntry("sync_full", "0")
                    .containsEntry("sync_partial_err", "0")
                    .containsEntry("rdb_last_bgsave_status", "ok")
                    .containsEntry("rdb_bgsave_in_progress", "0")
                    .containsEntry("aof_enabled", "0")
                    .containsEntry("aof_last_bgrewrite_status", "ok");
        }
    }

    @Test
    void snapshotThatFailedIsTold() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        try (LocalRedis redis = LocalRedis.start(0, data, "");
                RedisCli cli = new RedisCli(redis.port())) {
            Files.delete(data);
            cli.say("bgsave");

            await().atMost(LONGEST).untilAsserted(() -> {
                Finding finding = Checking.once(target(redis, ""));
                assertThat(finding.severity()).isEqualTo(Severity.MAJOR);
                assertThat(finding.summary()).startsWith("the last snapshot to disk failed");
            });
            Files.createDirectories(data);
        }
    }

    @Test
    void serverThatTakesNoWritesBecauseOfItsSnapshotSaysSo() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        try (LocalRedis redis = LocalRedis.start(0, data, "");
                RedisCli cli = new RedisCli(redis.port())) {
            cli.say("config set save \"3600 1\"");
            Files.delete(data);
            cli.say("bgsave");

            try {
                await().atMost(LONGEST).untilAsserted(() -> {
                    Finding finding = Checking.once(target(redis, ""));
                    assertThat(finding.health()).isEqualTo(Health.DEGRADED);
                    assertThat(finding.severity()).isEqualTo(Severity.MAJOR);
                    assertThat(finding.error()).isEqualTo(ErrorClass.READONLY);
                    assertThat(finding.summary()).startsWith("takes no writes");
                });
            } finally {
                // One that must save first does not end without its folder.
                cli.say("config set save \"\"");
                Files.createDirectories(data);
            }
            assertThat(Checking.once(target(redis, "")).error()).isNull();
        }
    }

    @Test
    void keptConnectionDoesNotHideThatNoNewOneIsToBeHad() throws Exception {
        try (LocalRedis redis = LocalRedis.start(0);
                RedisCli cli = new RedisCli(redis.port());
                RedisProbe probe = impatient(redis)) {
            assertThat(probe.check().health()).isEqualTo(Health.UP);
            cli.say("config set requirepass changed");

            Finding finding = probe.check();

            assertThat(finding.health()).isEqualTo(Health.DEGRADED);
            assertThat(finding.severity()).isEqualTo(Severity.MAJOR);
            assertThat(finding.error()).isEqualTo(ErrorClass.AUTH);
            assertThat(finding.summary()).startsWith("answers, but gives no new connection: log-in refused");
            cli.say("config set requirepass \"\"");
            assertThat(probe.check().health()).isEqualTo(Health.UP);
        }
    }

    @Test
    void commandThatWasRenamedCostsOnlyWhatItTells() throws Exception {
        try (LocalRedis nameless = LocalRedis.start(0, folder.resolve("a"), "rename-command CLIENT \"\"");
                LocalRedis blind = LocalRedis.start(0, folder.resolve("b"), "rename-command INFO hidden");
                LocalRedis mute = LocalRedis.start(0, folder.resolve("c"), "rename-command PING hidden")) {
            Finding named = Checking.once(target(nameless, ""));
            Finding untold = Checking.once(target(blind, ""));
            Finding unpinged = Checking.once(target(mute, ""));

            assertThat(named.health()).isEqualTo(Health.UP);
            assertThat(named.severity()).isEqualTo(Severity.OK);
            assertThat(untold.health()).isEqualTo(Health.UP);
            assertThat(untold.severity()).isEqualTo(Severity.INFO);
            assertThat(untold.summary()).startsWith("answers; INFO is not known to it");
            assertThat(untold.facts()).containsEntry("info", "unsupported");
            assertThat(untold.samples()).isEmpty();
            assertThat(unpinged.health()).isEqualTo(Health.UP);
        }
    }

    @Test
    void serverThatKnowsNeitherCommandIsUnsupported() throws Exception {
        try (LocalRedis redis =
                LocalRedis.start(0, folder.resolve("a"), "rename-command INFO hidden\nrename-command PING concealed")) {
            Finding finding = Checking.once(target(redis, ""));

            assertThat(finding.health()).isEqualTo(Health.UNKNOWN);
            assertThat(finding.reason()).isEqualTo(UnknownReason.UNSUPPORTED);
            assertThat(finding.summary()).contains("lacks a command");
        }
    }

    private static RedisProbe impatient(LocalRedis redis) {
        AgentConfig config = AgentConfig.parse("node: {name: n}\ntargets:\n- " + target(redis, ""), Map.of());
        return new RedisProbe(
                (TargetConfig.Redis) config.targets().getFirst(),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                new Pace(Duration.ofSeconds(10), System::nanoTime),
                Clock.systemUTC(),
                Duration.ZERO);
    }

    private static String target(LocalRedis redis, String more) {
        return "{name: r, kind: redis, host: 127.0.0.1, port: %d%s}".formatted(redis.port(), more);
    }
}
