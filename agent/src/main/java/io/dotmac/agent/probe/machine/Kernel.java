package io.dotmac.agent.probe.machine;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Lasting;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.Severity;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the kernel is short of beyond CPU and memory: tables, handles, disks that queue, packets sent twice.
///
/// Rates need two readings; a counter that fell is a new start. Used by one thread.
final class Kernel {
    private static final double TABLE_WARN = 75;
    private static final double TABLE_FULL = 95;
    private static final double FILES_WARN = 70;
    private static final double FILES_FULL = 90;
    private static final double QUEUE_WARN = 10;
    private static final double FAULTS_WARN = 500;
    private static final double RETRANSMIT_WARN = 5;
    private static final double ERRORS_WARN = 1;
    private static final long ENOUGH_PACKETS = 100;
    private static final Duration LASTS = Duration.ofMinutes(5);
    private static final double NANOS = 1e9;
    private static final Pattern WHOLE_DISK =
            Pattern.compile("(s|v|xv)d[a-z]+|nvme[0-9]+n[0-9]+|mmcblk[0-9]+|dm-[0-9]+");
    private static final Set<String> VMSTAT = Set.of("pgmajfault", "pswpin", "pswpout", "oom_kill");

    private final ProcReader proc;
    private final LongSupplier nanoTime;
    private final Map<String, Double> before = new HashMap<>();
    private final Map<String, Double> now = new HashMap<>();
    private final Lasting queues;
    private final Lasting faults;
    private final Lasting retransmits;
    private long readAt;
    private double seconds;

    Kernel(ProcReader proc, LongSupplier nanoTime) {
        this.proc = proc;
        this.nanoTime = nanoTime;
        this.queues = new Lasting(LASTS, nanoTime);
        this.faults = new Lasting(LASTS, nanoTime);
        this.retransmits = new Lasting(LASTS, nanoTime);
    }

    /// @param facts takes what was read
    /// @param samples takes figures for charts
    Remark read(Map<String, String> facts, List<Sample> samples) {
        long at = nanoTime.getAsLong();
        seconds = before.isEmpty() ? 0 : (at - readAt) / NANOS;
        readAt = at;
        now.clear();
        Remark worst = pressure(samples)
                .worse(tables(facts, samples))
                .worse(memory(samples))
                .worse(network(facts, samples))
                .worse(disks(samples));
        limits(facts, samples);
        proc.words("sys/kernel/random/boot_id").ifPresent(words -> facts.put("boot_id", words[0]));
        before.clear();
        before.putAll(now);
        return worst;
    }

    /// Per second since the last reading; empty for the first one and after a reset.
    private OptionalDouble rate(String name, double value) {
        now.put(name, value);
        Double was = before.get(name);
        return was == null || value < was || seconds <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((value - was) / seconds);
    }

    private Remark pressure(List<Sample> samples) {
        for (String resource : List.of("cpu", "memory", "io")) {
            for (String line : proc.lines("pressure/" + resource)) {
                String[] words = ProcReader.fields(line);
                if (words.length > 1 && words[1].startsWith("avg10=")) {
                    double share = Double.parseDouble(words[1].substring("avg10=".length()));
                    samples.add(new Sample("host_pressure_" + words[0] + "_percent", resource, share));
                }
            }
        }
        return Remark.fine("");
    }

    private Remark tables(Map<String, String> facts, List<Sample> samples) {
        Remark worst = Remark.fine("");
        Optional<Double> tracked = number("sys/net/netfilter/nf_conntrack_count", 0);
        Optional<Double> most = number("sys/net/netfilter/nf_conntrack_max", 0);
        if (tracked.isPresent() && most.isPresent() && most.get() > 0) {
            double percent = 100 * tracked.get() / most.get();
            samples.add(Sample.of("node_nf_conntrack_entries", tracked.get()));
            samples.add(Sample.of("node_nf_conntrack_entries_limit", most.get()));
            facts.put("conntrack", whole(tracked.get()) + " of " + whole(most.get()));
            worst = worst.worse(full("connection tracking", percent, TABLE_WARN, TABLE_FULL));
        }
        Optional<Double> open = number("sys/fs/file-nr", 0);
        Optional<Double> limit = number("sys/fs/file-nr", 2);
        if (open.isPresent() && limit.isPresent() && limit.get() > 0) {
            samples.add(Sample.of("node_filefd_allocated", open.get()));
            samples.add(Sample.of("node_filefd_maximum", limit.get()));
            worst = worst.worse(full("file handles", 100 * open.get() / limit.get(), FILES_WARN, FILES_FULL));
        }
        return worst;
    }

    private static Remark full(String what, double percent, double warn, double full) {
        return percent < warn
                ? Remark.fine("")
                : new Remark(
                        percent >= full ? Severity.MAJOR : Severity.MINOR,
                        null,
                        String.format(Locale.ROOT, "%s %.0f %% used", what, percent));
    }

    private Remark memory(List<Sample> samples) {
        Map<String, Double> vmstat = new HashMap<>();
        for (String line : proc.lines("vmstat")) {
            int blank = line.indexOf(' ');
            String name = blank < 0 ? "" : line.substring(0, blank);
            if (VMSTAT.contains(name)) {
                double value = Double.parseDouble(line.substring(blank + 1));
                vmstat.put(name, value);
                samples.add(Sample.of("node_vmstat_" + name, value));
            }
        }
        OptionalDouble major = vmstat.containsKey("pgmajfault")
                ? rate("pgmajfault", vmstat.getOrDefault("pgmajfault", 0.0))
                : OptionalDouble.empty();
        Remark killed = killed(vmstat.get("oom_kill"));
        return faults.holds(major.orElse(0) > FAULTS_WARN)
                ? killed.worse(minor(whole(major.orElse(0)) + " page faults per second from disk"))
                : killed;
    }

    private Remark killed(@Nullable Double kills) {
        if (kills == null) {
            return Remark.fine("");
        }
        OptionalDouble rate = rate("oom_kill", kills);
        return rate.isPresent() && rate.getAsDouble() > 0
                ? minor("the kernel killed " + whole(rate.getAsDouble() * seconds) + " processes for want of memory")
                : Remark.fine("");
    }

    private Remark network(Map<String, String> facts, List<Sample> samples) {
        Map<String, Double> tcp = table("net/snmp", "Tcp:");
        Remark worst = Remark.fine("");
        if (tcp.containsKey("RetransSegs") && tcp.containsKey("OutSegs")) {
            samples.add(Sample.of("node_netstat_Tcp_RetransSegs", tcp.getOrDefault("RetransSegs", 0.0)));
            samples.add(Sample.of("node_netstat_Tcp_OutSegs", tcp.getOrDefault("OutSegs", 0.0)));
            double again =
                    rate("RetransSegs", tcp.getOrDefault("RetransSegs", 0.0)).orElse(0);
            double sent = rate("OutSegs", tcp.getOrDefault("OutSegs", 0.0)).orElse(0);
            double percent = sent * seconds < ENOUGH_PACKETS ? 0 : 100 * again / sent;
            if (retransmits.holds(percent > RETRANSMIT_WARN)) {
                worst = worst.worse(
                        minor(String.format(Locale.ROOT, "%.0f %% of TCP segments are sent again", percent)));
            }
        }
        for (String line : proc.lines("net/sockstat")) {
            String[] words = ProcReader.fields(line);
            for (int index = 1; index + 1 < words.length && words[0].equals("TCP:"); index += 2) {
                samples.add(Sample.of("node_sockstat_TCP_" + words[index], Double.parseDouble(words[index + 1])));
                if (words[index].equals("inuse")) {
                    facts.put("tcp_sockets", words[index + 1]);
                }
            }
        }
        for (Map.Entry<String, long[]> device : proc.network().entrySet()) {
            worst = worst.worse(device(device.getKey(), device.getValue()));
        }
        return worst;
    }

    /// @param counters see [ProcReader#network()]
    private Remark device(String name, long[] counters) {
        double packets =
                rate(name + " packets", (double) counters[6] + counters[7]).orElse(0) * seconds;
        double errors =
                rate(name + " errors", (double) counters[1] + counters[4]).orElse(0) * seconds;
        double percent = packets < ENOUGH_PACKETS ? 0 : 100 * errors / packets;
        return percent > ERRORS_WARN
                ? minor(String.format(Locale.ROOT, "%s: %.0f %% of its packets are broken", name, percent))
                : Remark.fine("");
    }

    private Remark disks(List<Sample> samples) {
        String worstDisk = "";
        double deepest = 0;
        for (String line : proc.lines("diskstats")) {
            String[] words = ProcReader.fields(line);
            boolean whole = words.length >= 14 && WHOLE_DISK.matcher(words[2]).matches();
            if (!whole || now.size() > 500) {
                continue;
            }
            String disk = words[2];
            double done = Double.parseDouble(words[3]) + Double.parseDouble(words[7]);
            double busyMillis = Double.parseDouble(words[12]);
            double waitedMillis = Double.parseDouble(words[6]) + Double.parseDouble(words[10]);
            double queuedMillis = Double.parseDouble(words[13]);
            OptionalDouble operations = rate(disk + " done", done);
            OptionalDouble waited = rate(disk + " waited", waitedMillis);
            OptionalDouble queue = rate(disk + " queued", queuedMillis);
            rate(disk + " busy", busyMillis)
                    .ifPresent(
                            busy -> samples.add(new Sample("host_disk_busy_percent", disk, Math.min(100, busy / 10))));
            if (operations.orElse(0) > 0 && waited.isPresent()) {
                samples.add(new Sample(
                        "host_disk_wait_seconds", disk, waited.getAsDouble() / operations.getAsDouble() / 1000));
            }
            if (queue.orElse(0) / 1000 > deepest) {
                deepest = queue.orElse(0) / 1000;
                worstDisk = disk;
            }
        }
        return queues.holds(deepest > QUEUE_WARN)
                ? minor(String.format(Locale.ROOT, "disk %s has %.0f requests waiting", worstDisk, deepest))
                : Remark.fine("");
    }

    /// Inside a container the machine's numbers are not what the processes here may use.
    private void limits(Map<String, String> facts, List<Sample> samples) {
        Cgroup cgroup = Cgroup.of(proc);
        cgroup.memoryLimit().ifPresent(limit -> {
            facts.put("cgroup_memory_limit_mib", Long.toString(limit >> 20));
            samples.add(Sample.of("host_cgroup_memory_limit_bytes", limit));
        });
        cgroup.memoryUsed().ifPresent(used -> samples.add(Sample.of("host_cgroup_memory_used_bytes", used)));
        cgroup.cpuLimit().ifPresent(limit -> facts.put("cgroup_cpus", String.format(Locale.ROOT, "%.1f", limit)));
    }

    private Map<String, Double> table(String file, String prefix) {
        String[] names = null;
        for (String line : proc.lines(file)) {
            if (!line.startsWith(prefix)) {
                continue;
            }
            String[] words = ProcReader.fields(line);
            if (names == null) {
                names = words;
                continue;
            }
            Map<String, Double> values = new HashMap<>();
            for (int index = 1; index < Math.min(names.length, words.length); index++) {
                values.put(names[index], Double.valueOf(words[index]));
            }
            return values;
        }
        return Map.of();
    }

    private Optional<Double> number(String file, int index) {
        return proc.words(file).filter(words -> words.length > index).map(words -> Double.valueOf(words[index]));
    }

    private static String whole(double value) {
        return Long.toString(Math.round(value));
    }

    private static Remark minor(String text) {
        return new Remark(Severity.MINOR, null, text);
    }
}
