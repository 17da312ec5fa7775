package io.dotmac.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import io.dotmac.agent.Agent;
import io.dotmac.agent.Servers;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.doctor.Advice.Level;
import io.dotmac.agent.link.FakePlatform;
import io.dotmac.model.Json;
import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the doctor says of files, disks, sockets and log-ins that refuse the agent.
class DoctorRightsTest {
    @TempDir
    private Path folder;

    /// By another process: a test that runs as root gives away its right to pass every lock first.
    @Test
    void whatThisUserMayNotUseIsToldByName() throws Exception {
        Path state = enrolled();
        Path spool = Files.createDirectories(state.resolve("spool"));
        Path socket = folder.resolve("docker.sock");
        try (ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            engine.bind(UnixDomainSocketAddress.of(socket));
            lock(socket, "---------");
            lock(spool, "r-x------");
            lock(state.resolve("agent.key"), "---------");

            List<Advice> advices = doctor("""
                    node: {name: n}
                    server: {url: "http://127.0.0.1:1"}
                    state-dir: "%s"
                    docker: {socket: "%s"}
                    """.formatted(state, socket));

            assertThat(of(advices, "docker").found()).isEqualTo(socket + " may not be used by this user");
            assertThat(of(advices, "docker").action()).startsWith("set SupplementaryGroups=docker");
            assertThat(of(advices, "state").level()).isEqualTo(Level.OK);
            assertThat(of(advices, "spool").found()).startsWith(spool + " cannot be written by this user");
            assertThat(of(advices, "spool").action()).startsWith("chown -R " + state);
            assertThat(of(advices, "enrolment").found())
                    .isEqualTo(state.resolve("agent.key") + " cannot be read by this user");
        } finally {
            lock(spool, "rwx------");
        }
    }

    @Test
    void fullDiskIsToldAsSuch() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()), "mounting needs root");
        try {
            Path state = Files.createDirectories(disk.resolve("state"));
            Files.write(disk.resolve("ballast"), new byte[220 << 10]);

            Advice full = of(examine(state, ""), "state");

            assertThat(full.level()).isEqualTo(Level.FAIL);
            assertThat(full.found())
                    .isEqualTo("the disk below " + state + " is full: what cannot be sent is kept in memory alone");
            assertThat(full.action()).isEqualTo("free space there");
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void folderThatCannotHoldASpoolIsTold() throws Exception {
        Path state = Files.createDirectories(folder.resolve("state"));
        Files.writeString(state.resolve("spool"), "not a folder");

        assertThat(of(examine(state, ""), "spool"))
                .isEqualTo(Advice.fail(
                        "spool", state.resolve("spool") + " is no folder", "move it away; the agent makes the folder"));
        assertThat(of(examine(Path.of("/proc/self"), ""), "state").found())
                .startsWith("/proc/self cannot be written by this user");
    }

    @Test
    void targetsThatRefuseTheLogInAreToldWithoutTheirSecret() throws Exception {
        Path data = folder.resolve("data");
        try (LocalPostgres postgres = LocalPostgres.start(data, 0);
                LocalRedis redis = LocalRedis.start(0, folder.resolve("redis"), "requirepass right")) {
            postgres.execute("create role mon login password 'right'");
            Files.writeString(data.resolve("pg_hba.conf"), """
                    host all mon 127.0.0.1/32 scram-sha-256
                    host all all 127.0.0.1/32 trust
                    """);
            postgres.execute("select pg_reload_conf()");

            List<Advice> advices = examine(folder, """
                    targets:
                    - {name: d, kind: postgresql, host: 127.0.0.1, port: %1$d, username: mon, password: hunter2}
                    - {name: r, kind: redis, host: 127.0.0.1, port: %2$d, password: hunter2}
                    - {name: gone, kind: redis, host: 127.0.0.1, port: %3$d}
                    """.formatted(postgres.port(), redis.port(), LocalRedis.freePort()));

            Advice refused = of(advices, "postgresql d");
            assertThat(refused.level()).isEqualTo(Level.FAIL);
            assertThat(refused.found()).isEqualTo("log-in of mon refused by 127.0.0.1:" + postgres.port());
            assertThat(refused.action()).isEqualTo("correct the user and the secret of this target");
            assertThat(of(advices, "redis r").level()).isEqualTo(Level.FAIL);
            assertThat(of(advices, "redis r").found()).isEqualTo("log-in refused by 127.0.0.1:" + redis.port());
            assertThat(of(advices, "redis gone").level()).isEqualTo(Level.WARN);
            assertThat(of(advices, "redis gone").action()).contains("dotmac-agent check");
            assertThat(advices.toString()).doesNotContain("hunter2");
        }
    }

    private Path enrolled() throws IOException {
        Path state = folder.resolve("state");
        FakePlatform platform = new FakePlatform();
        platform.start();
        try {
            assertThat(Agent.enrol(
                                    AgentConfig.parse(
                                            "node: {name: n}\nstate-dir: \"%s\"\nserver: {url: \"%s\"}\n"
                                                    .formatted(state, platform.url()),
                                            Map.of()),
                                    "token")
                            .enrolled())
                    .isNotNull();
            return state;
        } finally {
            platform.stop();
        }
    }

    private List<Advice> examine(Path state, String more) throws Exception {
        return new Doctor(
                        Files.writeString(
                                folder.resolve("agent.yaml"),
                                "node: {name: n}\nstate-dir: \"%s\"\nserver: {url: \"http://127.0.0.1:1\"}\n%s"
                                        .formatted(state, more)),
                        Clock.systemUTC())
                .examine();
    }

    private List<Advice> doctor(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("agent.yaml"), yaml);
        List<String> command = new ArrayList<>();
        if (Servers.root()) {
            command.addAll(
                    List.of(Servers.program("setpriv"), "--bounding-set=-dac_override,-dac_read_search,-fowner"));
        }
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.dotmac.agent.Main",
                "doctor",
                "--json",
                "--config",
                file.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("doctor.log").toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(said + Files.readString(folder.resolve("doctor.log")))
                .isEqualTo(2);
        return Json.mapper().readValue(said, new TypeReference<>() {});
    }

    private static void lock(Path path, String rights) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static Advice of(List<Advice> advices, String subject) {
        return advices.stream()
                .filter(advice -> advice.subject().equals(subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError(subject + " is not among " + advices));
    }
}
