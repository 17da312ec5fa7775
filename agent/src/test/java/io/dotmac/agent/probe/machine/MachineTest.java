package io.dotmac.agent.probe.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    Path proc;

    private final Map<String, Optional<Space>> spaceByPoint = new HashMap<>();
    private Optional<CLibrary.KernelClock> clock = Optional.empty();
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

    @Test
    void fileSystemWithoutInodesLeftIsFullHoweverFewBytesItHolds() throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(proc.resolve("self/mounts"), "/dev/sda1 /srv ext4 rw 0 0\n/dev/sdb1 /mail nfs4 rw 0 0\n");
        spaceByPoint.put("/srv", Optional.of(new Space(1L << 40, 1L << 39, 1L << 39, 1_000, 20)));
        spaceByPoint.put("/mail", Optional.of(new Space(1L << 40, (1L << 40) - (1L << 35), 1L << 35, 0, 0)));

        Machine.Reading reading = machine().read();

        assertThat(reading.worst().severity()).isEqualTo(Severity.MAJOR);
        assertThat(reading.worst().text()).isEqualTo("inodes of /srv 98 %, disk /mail 97 %");
        assertThat(reading.summary().diskPercent()).contains(100 - 3.125);
        assertThat(reading.samples())
                .contains(new Sample("node_filesystem_files_used_percent", "/srv", 98.0))
                .noneMatch(sample ->
                        sample.metric().contains("files_") && sample.instance().equals("/mail"));
    }

    @Test
    void brokenPacketsAreCountedAgainstPacketsNotBytes() throws IOException {
        Machine machine = machine();
        device(0, 0, 0);
        machine.read();
        pass(Duration.ofSeconds(10));
        // Small packets: 64 bytes each.
        device(640_000, 10_000, 90);
        assertThat(machine.read().worst().severity()).isEqualTo(Severity.OK);
        pass(Duration.ofSeconds(10));
        device(1_280_000, 20_000, 290);

        assertThat(machine.read().worst().text()).isEqualTo("eth0: 2 % of its packets are broken");
    }

    @Test
    void clockThatNothingKeepsRightIsAFaultAfterTenMinutes() {
        clock = Optional.of(new CLibrary.KernelClock(false, 0, 16));
        Machine machine = machine();
        assertThat(machine.read().worst().severity()).isEqualTo(Severity.OK);
        assertThat(machine.read().facts()).containsEntry("clock", "not synchronised");
        pass(Duration.ofMinutes(10));

        assertThat(machine.read().worst().text()).isEqualTo("nothing keeps its clock right");

        clock = Optional.of(new CLibrary.KernelClock(true, -0.0002, 0.01));
        assertThat(machine.read().worst().severity()).isEqualTo(Severity.OK);
        assertThat(machine.read().facts()).containsEntry("clock", "synchronised, -0.2 ms off");
    }

    @Test
    void clockThatIsOffForFiveMinutesIsNamedWithItsOffset() {
        clock = Optional.of(new CLibrary.KernelClock(true, 0.08, 0.1));
        Machine machine = machine();
        machine.read();
        pass(Duration.ofMinutes(5));

        assertThat(machine.read().worst().text()).isEqualTo("clock is 80 ms off");
        assertThat(machine.read().samples()).contains(Sample.of("node_timex_offset_seconds", 0.08));
    }

    private void device(long bytes, long packets, long broken) throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(
                proc.resolve("net/dev"),
                "Inter-| Receive\n face |bytes\n  eth0: %d %d %d 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
                        .formatted(bytes, packets, broken));
    }

    private Machine machine() {
        return new Machine(
                new ProcReader(proc),
                2,
                () -> nanos,
                new Disks(point -> spaceByPoint.getOrDefault(point, Optional.empty()), () -> nanos),
                new HostClock(() -> clock, () -> nanos));
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
