package io.dotmac.agent.probe.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.fleet.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    Path proc;

    private long nanos;
    private long busy;
    private long idle;

    @BeforeEach
    void quietMachine() throws IOException {
        load(0.2);
        cpu(0, 100);
        memory(60);
    }

    @Test
    void loadThatPassesIsNoFault() throws IOException {
        Machine machine = machine();
        load(7);
        assertThat(machine.read().worst().severity()).isEqualTo(Severity.OK);

        pass(Duration.ofMinutes(4));
        assertThat(machine.read().worst().severity()).isEqualTo(Severity.OK);
        load(1);
        machine.read();
        load(7);
        pass(Duration.ofMinutes(4));

        assertThat(machine.read().worst().severity()).isEqualTo(Severity.OK);
    }

    @Test
    void loadThatLastsFiveMinutesIsNamedWithItsValue() throws IOException {
        Machine machine = machine();
        load(7);
        machine.read();
        pass(Duration.ofMinutes(5));

        assertThat(machine.read().worst().severity()).isEqualTo(Severity.MINOR);
        assertThat(machine.read().worst().text()).isEqualTo("load 3.5 per core");
    }

    @Test
    void cpuMustBeBusyForAQuarterOfAnHour() throws IOException {
        Machine machine = machine();
        cpu(0, 100);
        machine.read();
        cpu(97, 3);
        machine.read();
        pass(Duration.ofMinutes(14));
        cpu(97, 3);
        assertThat(machine.read().worst().severity()).isEqualTo(Severity.OK);
        pass(Duration.ofMinutes(1));
        cpu(96, 4);

        assertThat(machine.read().worst().text()).isEqualTo("cpu 96 %");
    }

    @Test
    void everythingPastItsLimitIsNamed() throws IOException {
        Machine machine = machine();
        load(7);
        memory(4);
        machine.read();
        pass(Duration.ofMinutes(5));

        assertThat(machine.read().worst().text()).isEqualTo("memory 96 %, load 3.5 per core");
        assertThat(machine.read().worst().severity()).isEqualTo(Severity.MAJOR);
    }

    private Machine machine() {
        return new Machine(new ProcReader(proc), 2, () -> nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private void load(double one) throws IOException {
        Files.writeString(proc.resolve("loadavg"), one + " 1.00 1.00 1/100 4711\n");
    }

    private void cpu(long moreBusy, long moreIdle) throws IOException {
        busy += moreBusy;
        idle += moreIdle;
        Files.writeString(proc.resolve("stat"), "cpu  " + busy + " 0 0 " + idle + " 0 0 0 0 0 0\n");
    }

    private void memory(long availablePercent) throws IOException {
        Files.writeString(
                proc.resolve("meminfo"),
                "MemTotal:       1000000 kB\nMemAvailable:   " + availablePercent * 10_000 + " kB\n");
    }
}
