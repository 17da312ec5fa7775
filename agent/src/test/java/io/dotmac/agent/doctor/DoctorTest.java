package io.dotmac.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.doctor.Advice.Level;
import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    private Path folder;

    @Test
    void everyWrongLineOfTheConfigurationIsTold() throws Exception {
        List<Advice> advices = examine("nodes: {name: n}\n");

        assertThat(advices)
                .filteredOn(advice -> advice.subject().equals("configuration"))
                .allMatch(advice ->
                        advice.level() == Level.FAIL && !advice.action().isEmpty())
                .extracting(Advice::found)
                .contains("nodes is not a known key, did you mean node?");
    }

    @Test
    void openSecretsAndUnknownNamesAreTold() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "s");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));

        List<Advice> open = examine("""
                node: {name: n}
                metrics: {}
                targets:
                - {name: r, kind: redis, host: no-such-machine.invalid, password-file: secret}
                """);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        List<Advice> closed = examine("""
                node: {name: n}
                metrics: {}
                targets:
                - {name: r, kind: redis, host: 127.0.0.1, password-file: secret}
                """);

        assertThat(of(open, "secret file").level()).isEqualTo(Level.WARN);
        assertThat(of(open, "secret file").action()).startsWith("chmod");
        assertThat(of(open, "name").level()).isEqualTo(Level.FAIL);
        assertThat(of(closed, "secret file").level()).isEqualTo(Level.OK);
        assertThat(of(closed, "names").level()).isEqualTo(Level.OK);
    }

    @Test
    void agentThatIsNotEnrolledIsToldHowToBe() throws Exception {
        List<Advice> advices = examine("node: {name: n}\nstate-dir: state\nserver: {url: \"http://127.0.0.1:%d\"}\n"
                .formatted(LocalRedis.freePort()));

        assertThat(of(advices, "state").action()).contains("enrol");
    }

    @Test
    void agentThatIsNotEnrolledAndServerOutOfReachAreTold() throws Exception {
        Path state = Files.createDirectories(folder.resolve("state"));
        List<Advice> advices = examine("node: {name: n}\nstate-dir: \"%s\"\nserver: {url: \"http://127.0.0.1:%d\"}\n"
                .formatted(state, LocalRedis.freePort()));

        assertThat(of(advices, "state").level()).isEqualTo(Level.OK);
        assertThat(of(advices, "enrolment").level()).isEqualTo(Level.FAIL);
        assertThat(of(advices, "enrolment").action()).contains("dotmac-agent enrol");
        assertThat(of(advices, "server encryption").level()).isEqualTo(Level.WARN);
        assertThat(of(advices, "server").level()).isEqualTo(Level.FAIL);
        assertThat(of(advices, "server").found()).contains("cannot be reached");
        assertThat(of(advices, "room").found()).contains("64 MiB");
    }

    @Test
    void rolesMayBeTooMuchAndTooLittle() throws Exception {
        LocalPostgres postgres = LocalPostgres.shared();
        execute(postgres, "create role doctor_bare login", "create role doctor_mon login in role pg_monitor");
        try {
            assertThat(role(postgres, "postgres").found()).contains("superuser");
            assertThat(role(postgres, "doctor_bare").action()).isEqualTo("GRANT pg_monitor TO doctor_bare");
            assertThat(role(postgres, "doctor_mon").level()).isEqualTo(Level.OK);
            assertThat(role(postgres, "nobody_there").level()).isEqualTo(Level.FAIL);
        } finally {
            execute(postgres, "drop role doctor_bare", "drop role doctor_mon");
        }
    }

    @Test
    void engineAndClockKeeperThatAreAwayAreTold() throws Exception {
        List<Advice> advices =
                examine("node: {name: n}\nmetrics: {}\ndocker: {socket: \"%s\"}\nkubernetes: {in-cluster: true}\n"
                        .formatted(folder.resolve("none.sock")));

        assertThat(of(advices, "docker").level()).isEqualTo(Level.FAIL);
        assertThat(of(advices, "kubernetes").action()).contains("kubeconfig");

        assertThat(clock().level()).isEqualTo(Level.WARN);
        Path process = Files.createDirectories(folder.resolve("proc/17"));
        Files.writeString(process.resolve("comm"), "chronyd\n");
        assertThat(clock().found()).isEqualTo("kept by chronyd");
    }

    private Advice clock() throws IOException {
        Files.createDirectories(folder.resolve("proc"));
        return new ClockCheck(folder).advices().getFirst();
    }

    private Advice role(LocalPostgres postgres, String role) throws Exception {
        return of(
                examine("node: {name: n}\nmetrics: {}\ntargets:\n- {name: d, kind: postgresql, host: 127.0.0.1,"
                        + " port: %d, username: %s}\n".formatted(postgres.port(), role)),
                "postgresql d");
    }

    private static void execute(LocalPostgres postgres, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres", "postgres", "");
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private List<Advice> examine(String yaml) throws Exception {
        return new Doctor(Files.writeString(folder.resolve("agent.yaml"), yaml), Clock.systemUTC()).examine();
    }

    private static Advice of(List<Advice> advices, String subject) {
        return advices.stream()
                .filter(advice -> advice.subject().equals(subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError(subject + " is not among " + advices));
    }
}
