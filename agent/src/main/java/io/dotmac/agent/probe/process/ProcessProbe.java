package io.dotmac.agent.probe.process;

import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.config.ServiceTarget;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.FreshProbe;
import io.dotmac.agent.probe.Sample;
import io.dotmac.agent.probe.process.ProcessTable.Entry;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Processes of the machine: how many there are, what they use, how often they were started anew. Used by one thread.
public final class ProcessProbe extends FreshProbe {
    private static final double TICKS = 100;
    private static final Duration LOOP_WINDOW = Duration.ofMinutes(10);
    private static final int LOOP_STARTS = 3;
    private static final int MAX_NAMED = 10;

    private final ServiceTarget.Processes target;
    private final ProcessTable table;
    private final Map<Long, Long> startedByPid = new HashMap<>();
    private final Deque<Long> restarts = new ArrayDeque<>();
    private long restartsSeen;
    private long cpuTicks;
    private long readAt;

    /// @param schedule how often
    public ProcessProbe(ServiceTarget.Processes target, Schedule schedule) {
        this(target, schedule, Path.of("/proc"));
    }

    ProcessProbe(ServiceTarget.Processes target, Schedule schedule, Path proc) {
        super(schedule);
        this.target = target;
        this.table = new ProcessTable(proc);
    }

    @Override
    public Finding check() {
        long begun = System.nanoTime();
        List<Entry> all;
        try {
            all = table.find(new ProcessTable.Search(target.program(), target.pattern(), target.unit()));
        } catch (IOException e) {
            return Finding.unknown(UnknownReason.UNSUPPORTED, null, "this system has no /proc to read");
        }
        List<Entry> alive = all.stream().filter(entry -> entry.state() != 'Z').toList();
        List<Sample> samples = new ArrayList<>();
        Map<String, String> facts = facts(alive, begun, samples);
        facts.put("looked_for", target.described());
        if (alive.size() < Math.max(1, target.min()) && target.min() > 0) {
            return down(alive.size(), facts, samples);
        }
        return Finding.answers(judge(alive, all.size() - alive.size()), millisSince(begun), facts, samples, null);
    }

    private Finding down(int count, Map<String, String> facts, List<Sample> samples) {
        String summary = count == 0
                ? "no process is " + target.described()
                : "only " + count + " of " + target.min() + " processes are " + target.described();
        Finding down = Finding.down(ErrorClass.REFUSED, summary);
        return new Finding(down.health(), down.severity(), null, down.error(), summary, null, facts, samples, null);
    }

    private Map<String, String> facts(List<Entry> alive, long now, List<Sample> samples) {
        long rss = alive.stream().mapToLong(Entry::rssBytes).sum();
        long ticks = alive.stream().mapToLong(Entry::cpuTicks).sum();
        countRestarts(alive, now);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("count", Integer.toString(alive.size()));
        facts.put("memory_mib", Long.toString(rss >> 20));
        facts.put("restarts_seen", Long.toString(restartsSeen));
        facts.put(
                "pids",
                String.join(
                        ", ",
                        alive.stream()
                                .limit(MAX_NAMED)
                                .map(entry -> Long.toString(entry.pid()))
                                .toList()));
        samples.add(Sample.of("namedprocess_namegroup_num_procs", (long) alive.size()));
        samples.add(Sample.of("namedprocess_namegroup_memory_bytes", "resident", rss));
        samples.add(Sample.of("namedprocess_namegroup_restarts_total", restartsSeen));
        // The first reading has no rate, and processes that ended take their ticks along.
        if (readAt != 0 && ticks >= cpuTicks && now > readAt) {
            double percent = 100 * (ticks - cpuTicks) / TICKS / ((now - readAt) / 1e9);
            samples.add(Sample.of("namedprocess_namegroup_cpu_percent", percent));
            facts.put("cpu", String.format(Locale.ROOT, "%.1f %%", percent));
        }
        cpuTicks = ticks;
        readAt = now;
        return facts;
    }

    /// A process that is new while another is gone, or while there was none, was started anew.
    private void countRestarts(List<Entry> alive, long now) {
        Map<Long, Long> started = new HashMap<>();
        alive.forEach(entry -> started.put(entry.pid(), entry.startedTicks()));
        if (readAt != 0) {
            long fresh = started.entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(startedByPid.get(entry.getKey())))
                    .count();
            long gone = startedByPid.entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(started.get(entry.getKey())))
                    .count();
            long anew = startedByPid.isEmpty() ? fresh : Math.min(fresh, gone);
            restartsSeen += anew;
            for (long count = 0; count < Math.min(anew, LOOP_STARTS); count++) {
                restarts.addLast(now);
            }
        }
        while (!restarts.isEmpty() && now - restarts.getFirst() > LOOP_WINDOW.toNanos()) {
            restarts.removeFirst();
        }
        startedByPid.clear();
        startedByPid.putAll(started);
    }

    private Remark judge(List<Entry> alive, int zombies) {
        String many = alive.size() + (alive.size() == 1 ? " process, " : " processes, ")
                + (alive.stream().mapToLong(Entry::rssBytes).sum() >> 20) + " MiB";
        Remark worst = Remark.fine(many);
        if (target.max() > 0 && alive.size() > target.max()) {
            worst = worst.worse(new Remark(
                    Severity.MINOR, null, alive.size() + " processes, at most " + target.max() + " are meant"));
        }
        if (restarts.size() >= LOOP_STARTS) {
            worst = worst.worse(
                    new Remark(Severity.MAJOR, null, "started anew " + restarts.size() + " times within 10 min"));
        }
        if (zombies > 0) {
            worst = worst.worse(
                    new Remark(Severity.INFO, null, many + ", " + zombies + " ended and not yet waited for"));
        }
        return worst;
    }
}
