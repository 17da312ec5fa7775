package io.dotmac.agent.probe.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Checking;
import io.dotmac.agent.Servers;
import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.config.ServiceTarget;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessProbeTest {
    @TempDir
    private Path folder;

    @Test
    void realProcessIsFoundCountedAndMissedWhenItIsGone() throws Exception {
        try (Servers sleeper = Servers.run(folder.resolve("log"), Servers.program("sleep"), "7654321");
                Checking probe = Checking.of("{name: p, kind: process, command-matches: '^\\S*sleep 7654321$'}")) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(probe.check().health()).isEqualTo(Health.UP));
            Finding finding = probe.check();
            assertThat(finding.facts())
                    .containsEntry("count", "1")
                    .containsEntry("pids", Long.toString(sleeper.handle().pid()))
                    .containsEntry("restarts_seen", "0");

            sleeper.kill();

            assertThat(probe.check().health()).isEqualTo(Health.DOWN);
            assertThat(probe.check().summary()).startsWith("no process is run as");
        }
    }

    @Test
    void unitIsFoundByItsControlGroupAndRestartsAreCounted() throws Exception {
        process(10, 'S', 500, "nginx.service");
        process(11, 'S', 501, "nginx.service");
        process(12, 'S', 502, "other.service");
        ProcessProbe probe = probe("nginx", 2);
        assertThat(probe.check().facts()).containsEntry("count", "2");

        for (int round = 0; round < 3; round++) {
            remove(10 + round * 10);
            process(20 + round * 10, 'S', 900 + round, "nginx.service");
            probe.check();
        }

        Finding finding = probe.check();
        assertThat(finding.facts()).containsEntry("restarts_seen", "3");
        assertThat(finding.severity()).isEqualTo(Severity.MAJOR);
        assertThat(finding.summary()).isEqualTo("started anew 3 times within 10 min");
    }

    @Test
    void endedProcessDoesNotCountAndTooFewAreDown() throws Exception {
        process(10, 'S', 500, "nginx.service");
        process(11, 'Z', 501, "nginx.service");

        Finding finding = probe("nginx", 2).check();

        assertThat(finding.health()).isEqualTo(Health.DOWN);
        assertThat(finding.summary()).isEqualTo("only 1 of 2 processes are of unit nginx");
    }

    private ProcessProbe probe(String unit, int min) {
        return new ProcessProbe(
                new ServiceTarget.Processes("p", null, null, unit, min, 0),
                Schedule.every(Duration.ofSeconds(10)),
                folder);
    }

    private void process(long pid, char state, long started, String unit) throws Exception {
        Path process = Files.createDirectories(folder.resolve(Long.toString(pid)));
        String fields = "1 1 1 0 -1 0 0 0 0 0 30 12 0 0 20 0 1 0 " + started + " 1000000 256 0";
        Files.writeString(process.resolve("stat"), pid + " (ngi nx) " + state + " " + fields);
        Files.writeString(process.resolve("cgroup"), "0::/system.slice/" + unit + "\n");
        Files.writeString(process.resolve("cmdline"), "nginx\0-g\0");
    }

    private void remove(long pid) throws Exception {
        for (String file : new String[] {"stat", "cgroup", "cmdline"}) {
            Files.delete(folder.resolve(pid + "/" + file));
        }
        Files.delete(folder.resolve(Long.toString(pid)));
    }
}
