package io.dotmac.agent.probe.machine;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Lasting;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Takes the machine's figures. The first reading has no rates; a counter that fell is a new start, never a jump.
final class Machine {
    private static final double MEMORY_WARN = 90;
    private static final double MEMORY_CRITICAL = 95;
    private static final double CPU_WARN = 90;
    private static final Duration CPU_LASTS = Duration.ofMinutes(15);
    private static final double LOAD_WARN = 2;
    private static final Duration LOAD_LASTS = Duration.ofMinutes(5);
    private static final int IOWAIT = 4;
    private static final int STEAL = 7;
    private static final int IDLE = 3;

    private final ProcReader proc;
    private final int cores;
    private final Lasting longBusy;
    private final Lasting longLoaded;
    private final Map<String, String> slowFacts = new TreeMap<>();
    private final Kernel kernel;
    private final HostClock clock;
    private final Disks disks;
    private final List<Remark> slowRemarks = new ArrayList<>();
    private long @Nullable [] lastTicks;

    /// @param nanoTime monotonic clock
    Machine(ProcReader proc, int cores, LongSupplier nanoTime, Disks disks, HostClock clock) {
        this.proc = proc;
        this.cores = cores;
        this.disks = disks;
        this.clock = clock;
        this.kernel = new Kernel(proc, nanoTime);
        this.longBusy = new Lasting(CPU_LASTS, nanoTime);
        this.longLoaded = new Lasting(LOAD_LASTS, nanoTime);
    }

    /// One reading.
    ///
    /// @param summary for the list of nodes
    /// @param worst what an operator should know first
    /// @param facts raw
    /// @param samples for charts
    record Reading(HostSummary summary, Remark worst, Map<String, String> facts, List<Sample> samples) {}

    /// Reads everything.
    Reading read() {
        List<Sample> slow = new ArrayList<>();
        slowFacts.clear();
        slowFacts.put("cores", Integer.toString(cores));
        slowRemarks.clear();
        slowRemarks.addAll(disks.read(proc.mounts(), slowFacts, slow));
        network(slow);
        slowRemarks.add(kernel.read(slowFacts, slow));
        slowRemarks.add(clock.read(slowFacts, slow));
        return readFast(slow);
    }

    /// Reads what moves fast; of the rest, what was read before.
    Reading readFast() {
        return readFast(new ArrayList<>());
    }

    private Reading readFast(List<Sample> samples) {
        Map<String, String> facts = new TreeMap<>(slowFacts);
        Optional<Double> cpu = cpu(samples);
        Optional<Double> memory = memory(samples, facts);
        Optional<Double> load = load(samples, facts);
        Optional<Long> uptime = proc.words("uptime").map(words -> (long) Double.parseDouble(words[0]));
        Remark worst = worst(cpu, memory, load);
        return new Reading(new HostSummary(cpu, memory, disks.used(), load, uptime), worst, facts, samples);
    }

    private Optional<Double> cpu(List<Sample> samples) {
        long[] ticks = proc.cpuTicks().orElse(null);
        long[] before = lastTicks;
        lastTicks = ticks;
        if (ticks == null || before == null) {
            return Optional.empty();
        }
        long total = 0;
        long[] spent = new long[ticks.length];
        for (int index = 0; index < ticks.length; index++) {
            spent[index] = ticks[index] - before[index];
            if (spent[index] < 0 && index != IOWAIT) {
                return Optional.empty();
            }
            total += Math.max(0, spent[index]);
        }
        if (total == 0) {
            return Optional.empty();
        }
        double busy = 100.0 * (total - spent[IDLE] - Math.max(0, spent[IOWAIT])) / total;
        samples.add(Sample.of(Metrics.HOST_CPU_PERCENT, busy));
        samples.add(Sample.of("host_cpu_iowait_percent", 100.0 * Math.max(0, spent[IOWAIT]) / total));
        samples.add(Sample.of("host_cpu_steal_percent", 100.0 * spent[STEAL] / total));
        return Optional.of(busy);
    }

    private Optional<Double> memory(List<Sample> samples, Map<String, String> facts) {
        Map<String, Long> bytes = proc.memory();
        Long total = bytes.get("MemTotal");
        Long available = bytes.get("MemAvailable");
        if (total == null || available == null || total <= 0) {
            return Optional.empty();
        }
        double used = 100.0 * (total - available) / total;
        facts.put("memory_mib", Long.toString(total >> 20));
        samples.add(Sample.of(Metrics.HOST_MEMORY_PERCENT, used));
        samples.add(Sample.of("node_memory_MemTotal_bytes", total));
        samples.add(Sample.of("node_memory_MemAvailable_bytes", available));
        Long swap = bytes.get("SwapTotal");
        Long swapFree = bytes.get("SwapFree");
        if (swap != null && swapFree != null && swap > 0) {
            samples.add(Sample.of("node_memory_SwapUsed_bytes", swap - swapFree));
        }
        return Optional.of(used);
    }

    private Optional<Double> load(List<Sample> samples, Map<String, String> facts) {
        return proc.words("loadavg").filter(words -> words.length >= 3).map(words -> {
            facts.put("load", words[0] + " " + words[1] + " " + words[2]);
            samples.add(Sample.of("node_load1", Double.parseDouble(words[0])));
            samples.add(Sample.of("node_load5", Double.parseDouble(words[1])));
            samples.add(Sample.of("node_load15", Double.parseDouble(words[2])));
            return Double.parseDouble(words[0]) / cores;
        });
    }

    private void network(List<Sample> samples) {
        List<String> names = List.of(
                "node_network_receive_bytes_total",
                "node_network_receive_errs_total",
                "node_network_receive_drop_total",
                "node_network_transmit_bytes_total",
                "node_network_transmit_errs_total",
                "node_network_transmit_drop_total",
                "node_network_receive_packets_total",
                "node_network_transmit_packets_total");
        proc.network().entrySet().stream().limit(20).forEach(device -> {
            for (int index = 0; index < names.size(); index++) {
                samples.add(Sample.of(names.get(index), device.getKey(), device.getValue()[index]));
            }
        });
    }

    /// Names everything that is past its limit, with its value.
    private Remark worst(Optional<Double> cpu, Optional<Double> memory, Optional<Double> load) {
        List<String> past = new ArrayList<>();
        Severity severity = Severity.OK;
        if (memory.orElse(0.0) >= MEMORY_WARN) {
            severity = memory.orElse(0.0) >= MEMORY_CRITICAL ? Severity.MAJOR : Severity.MINOR;
            past.add("memory " + memory.map(Machine::percent).orElse(""));
        }
        if (longBusy.holds(cpu.orElse(0.0) > CPU_WARN)) {
            severity = severity.worse(Severity.MINOR);
            past.add("cpu " + cpu.map(Machine::percent).orElse(""));
        }
        if (longLoaded.holds(load.orElse(0.0) > LOAD_WARN)) {
            severity = severity.worse(Severity.MINOR);
            past.add(String.format(Locale.ROOT, "load %.1f per core", load.orElse(0.0)));
        }
        for (Remark other : slowRemarks) {
            if (other.severity() != Severity.OK) {
                severity = severity.worse(other.severity());
                past.add(other.text());
            }
        }
        return past.isEmpty()
                ? Remark.fine("cpu " + cpu.map(Machine::percent).orElse("-") + ", memory "
                        + memory.map(Machine::percent).orElse("-") + ", disk "
                        + disks.used().map(Machine::percent).orElse("-"))
                : new Remark(severity, null, String.join(", ", past));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share);
    }
}
