package io.dotmac.agent.probe.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of kernels as they were recorded: control groups of both versions, pressure, stolen time, tables, kills.
class RecordedProcTest {
    @TempDir
    private Path root;

    private final List<Sample> samples = new ArrayList<>();
    private final Map<String, String> facts = new TreeMap<>();
    private long nanos = 1;

    @Test
    void limitsOfTheSecondVersionAreThoseOfTheOwnGroup() throws IOException {
        write("proc/self/cgroup", "0::/system.slice/dotmac-agent.service\n");
        write("sys/fs/cgroup/system.slice/dotmac-agent.service/memory.max", "201326592\n");
        write("sys/fs/cgroup/system.slice/dotmac-agent.service/memory.current", "73400320\n");
        write("sys/fs/cgroup/system.slice/dotmac-agent.service/cpu.max", "20000 100000\n");

        Cgroup cgroup = Cgroup.of(proc());

        assertThat(cgroup.memoryLimit()).contains(201326592L);
        assertThat(cgroup.memoryUsed()).contains(73400320L);
        assertThat(cgroup.cpuLimit())
                .hasValueSatisfying(cores -> assertThat(cores).isCloseTo(0.2, within(1e-9)));
    }

    @Test
    void groupWithoutLimitsHasNone() throws IOException {
        write("proc/self/cgroup", "0::/user.slice\n");
        write("sys/fs/cgroup/user.slice/memory.max", "max\n");
        write("sys/fs/cgroup/user.slice/cpu.max", "max 100000\n");

        assertThat(Cgroup.of(proc()).memoryLimit()).isEmpty();
        assertThat(Cgroup.of(proc()).cpuLimit()).isEmpty();
        assertThat(Cgroup.of(new ProcReader(root.resolve("nothing"))).memoryUsed())
                .isEmpty();
    }

    @Test
    void limitsOfTheFirstVersionLieByController() throws IOException {
        write("proc/self/cgroup", """
                9:name=systemd:/
                4:memory:/docker/d9d5ad42
                1:cpu,cpuacct:/docker/d9d5ad42
                0::/
                """);
        write("sys/fs/cgroup/memory/docker/d9d5ad42/memory.limit_in_bytes", "536870912\n");
        write("sys/fs/cgroup/memory/docker/d9d5ad42/memory.usage_in_bytes", "104857600\n");
        write("sys/fs/cgroup/cpu/docker/d9d5ad42/cpu.cfs_quota_us", "150000\n");
        write("sys/fs/cgroup/cpu/docker/d9d5ad42/cpu.cfs_period_us", "100000\n");

        Cgroup cgroup = Cgroup.of(proc());

        assertThat(cgroup.memoryLimit()).contains(536870912L);
        assertThat(cgroup.memoryUsed()).contains(104857600L);
        assertThat(cgroup.cpuLimit()).contains(1.5);

        write("sys/fs/cgroup/memory/docker/d9d5ad42/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/cpu/docker/d9d5ad42/cpu.cfs_quota_us", "-1\n");
        assertThat(Cgroup.of(proc()).memoryLimit())
                .as("a number that means none")
                .isEmpty();
        assertThat(Cgroup.of(proc()).cpuLimit()).isEmpty();
    }

    @Test
    void pressureIsTheShareOfTheLastTenSeconds() throws IOException {
        write("proc/pressure/memory", """
                some avg10=12.34 avg60=3.00 avg300=1.00 total=20963
                full avg10=4.50 avg60=1.00 avg300=0.50 total=9437
                """);
        write("proc/pressure/cpu", "some avg10=1.25 avg60=0.00 avg300=0.00 total=1\n");

        var _ = kernel().read(facts, samples);

        assertThat(samples)
                .contains(
                        new Sample("host_pressure_some_percent", "memory", 12.34),
                        new Sample("host_pressure_full_percent", "memory", 4.5),
                        new Sample("host_pressure_some_percent", "cpu", 1.25))
                .noneMatch(sample -> sample.instance().equals("io"));
    }

    @Test
    void stolenTimeAndTimeOnDisksAreToldApart() throws IOException {
        write("proc/stat", "cpu  2316765 842200 358626 7451008 20443 0 24320 9052 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n");
        Machine machine = machine();
        assertThat(machine.read().summary().cpuPercent())
                .as("one reading is no rate")
                .isEmpty();
        write("proc/stat", "cpu  2316785 842200 358636 7451048 20453 0 24320 9072 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n");

        Machine.Reading reading = machine.read();

        assertThat(reading.summary().cpuPercent()).contains(50.0);
        assertThat(reading.samples())
                .contains(Sample.of("host_cpu_steal_percent", 20.0), Sample.of("host_cpu_iowait_percent", 10.0));
        write("proc/stat", "cpu  5 0 5 100 0 0 0 0 0 0\n");
        assertThat(machine.read().summary().cpuPercent())
                .as("counters that fell")
                .isEmpty();
    }

    @Test
    void tablesThatFillAreTold() throws IOException {
        write("proc/sys/net/netfilter/nf_conntrack_count", "200000\n");
        write("proc/sys/net/netfilter/nf_conntrack_max", "262144\n");
        write("proc/sys/fs/file-nr", "3072\t0\t9223372\n");

        Remark busy = kernel().read(facts, samples);

        assertThat(busy.severity()).isEqualTo(Severity.MINOR);
        assertThat(busy.text()).isEqualTo("connection tracking 76 % used");
        assertThat(facts).containsEntry("conntrack", "200000 of 262144");
        assertThat(samples)
                .contains(Sample.of("node_nf_conntrack_entries", 200000.0), Sample.of("node_filefd_allocated", 3072.0));
        write("proc/sys/net/netfilter/nf_conntrack_count", "260000\n");
        assertThat(kernel().read(facts, samples).severity()).isEqualTo(Severity.MAJOR);
        write("proc/sys/net/netfilter/nf_conntrack_count", "20\n");
        write("proc/sys/fs/file-nr", "950\t0\t1000\n");
        assertThat(kernel().read(facts, samples).text()).isEqualTo("file handles 95 % used");
    }

    @Test
    void killsForWantOfMemoryAreToldOnceWithTheirNumber() throws IOException {
        Kernel kernel = kernel();
        write("proc/vmstat", "nr_free_pages 1\npgmajfault 10\noom_kill 38\n");
        assertThat(kernel.read(facts, samples).severity())
                .as("those before the agent began")
                .isEqualTo(Severity.OK);
        nanos += Duration.ofSeconds(10).toNanos();
        write("proc/vmstat", "nr_free_pages 1\npgmajfault 10\noom_kill 41\n");

        Remark killed = kernel.read(facts, samples);

        assertThat(killed.severity()).isEqualTo(Severity.MINOR);
        assertThat(killed.text()).isEqualTo("the kernel killed 3 processes for want of memory");
        nanos += Duration.ofSeconds(10).toNanos();
        assertThat(kernel.read(facts, samples).severity()).isEqualTo(Severity.OK);
        assertThat(samples).contains(Sample.of("node_vmstat_oom_kill", 41.0));
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent() == null ? root : path.getParent());
        Files.writeString(path, text);
    }

    private ProcReader proc() {
        return new ProcReader(root.resolve("proc"));
    }

    private Kernel kernel() {
        return new Kernel(proc(), () -> nanos);
    }

    private Machine machine() {
        return new Machine(
                proc(),
                2,
                () -> nanos,
                new Disks(_ -> Optional.empty(), () -> nanos),
                new HostClock(Optional::empty, () -> nanos));
    }
}
