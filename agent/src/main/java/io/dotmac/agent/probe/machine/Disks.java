package io.dotmac.agent.probe.machine;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.agent.probe.machine.ProcReader.Mount;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.Severity;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How full the file systems are. Each is asked on a thread of its own, for one whose server or disk is dead answers
/// never: that one is told, and neither the others nor the machine wait for it. Each that is mounted is among the facts
/// or the samples of every reading: what is in neither is taken for unmounted. Used by one thread.
final class Disks {
    private static final System.Logger LOG = System.getLogger(Disks.class.getName());
    private static final double WARN = 95;
    private static final double CRITICAL = 97;
    private static final double FILES_WARN = 95;
    private static final double FILES_CRITICAL = 97;
    private static final int MOST_FACTS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final String LATE = "answers late";
    private static final Duration FILLS_LATER = Duration.ofHours(24);
    private static final Duration FILLS_SOON = Duration.ofHours(4);

    private final Function<String, Optional<Space>> ask;
    private final LongSupplier nanoTime;
    private final Map<String, FutureTask<Optional<Space>>> askedByPoint = new HashMap<>();
    private final Map<String, FillForecast> forecasts = new HashMap<>();
    private @Nullable Fullest fullest;

    /// The fullest file system.
    private record Fullest(String point, double used) {}

    /// @param ask how full the file system at a path is, empty where it cannot be read; may block for ever
    /// @param nanoTime monotonic clock
    Disks(Function<String, Optional<Space>> ask, LongSupplier nanoTime) {
        this.ask = ask;
        this.nanoTime = nanoTime;
    }

    /// Reads all of them; what is past a limit comes back.
    List<Remark> read(List<Mount> mounts, Map<String, String> facts, List<Sample> samples) {
        fullest = null;
        Set<String> points = mounts.stream().map(Mount::point).collect(Collectors.toSet());
        forecasts.keySet().retainAll(points);
        // Who still waits for one that is gone is not joined by another when it comes back.
        askedByPoint
                .entrySet()
                .removeIf(each ->
                        !points.contains(each.getKey()) && each.getValue().isDone());
        Map<String, FutureTask<Optional<Space>>> fresh = new HashMap<>();
        for (Mount mount : mounts) {
            if (!askedByPoint.containsKey(mount.point())) {
                fresh.put(mount.point(), begin(mount.point()));
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<Remark> past = new ArrayList<>();
        for (Mount mount : mounts) {
            String point = mount.point();
            FutureTask<Optional<Space>> task = fresh.get(point);
            if (task == null) {
                past.add(stuck(point, facts));
            } else if (ended(task, deadline)) {
                past.addAll(answered(point, task.resultNow(), facts, samples));
            } else {
                askedByPoint.put(point, task);
                facts.put("disk " + point, LATE);
            }
        }
        if (mounts.isEmpty()) {
            samples.add(Sample.none(Metrics.HOST_DISK_PERCENT));
        }
        past.removeIf(remark -> remark.severity() == Severity.OK);
        return past;
    }

    /// Asks the C library, or the JDK, which does not know of inodes.
    static Optional<Space> ask(String point) {
        try {
            Optional<Space> space = CLibrary.space(point);
            if (space.isPresent()) {
                return space;
            }
            FileStore store = Files.getFileStore(Path.of(point));
            return Optional.of(new Space(
                    store.getTotalSpace(),
                    store.getTotalSpace() - store.getUnallocatedSpace(),
                    store.getUsableSpace(),
                    0,
                    0));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "file system cannot be read point={0} cause={1}", point, e.toString());
            return Optional.empty();
        }
    }

    /// How much of the fullest is used.
    Optional<Double> used() {
        return Optional.ofNullable(fullest).map(Fullest::used);
    }

    private FutureTask<Optional<Space>> begin(String point) {
        FutureTask<Optional<Space>> task = new FutureTask<>(() -> ask.apply(point));
        Thread.ofPlatform().daemon().name("disk " + point).start(task);
        return task;
    }

    private static boolean ended(FutureTask<Optional<Space>> task, long deadline) {
        try {
            task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Asked at an earlier reading. Where that call has ended since, the next reading asks again.
    private Remark stuck(String point, Map<String, String> facts) {
        FutureTask<Optional<Space>> task = askedByPoint.get(point);
        if (task == null || task.isDone()) {
            askedByPoint.remove(point);
            facts.put("disk " + point, LATE);
            return Remark.fine("");
        }
        facts.put("disk " + point, "does not answer");
        return new Remark(Severity.MAJOR, null, "disk " + point + " does not answer");
    }

    private List<Remark> answered(
            String point, Optional<Space> answer, Map<String, String> facts, List<Sample> samples) {
        Space space = answer.orElse(null);
        if (space == null) {
            facts.put("disk " + point, "cannot be read");
            return List.of();
        }
        if (space.bytes() <= 0) {
            return List.of();
        }
        double used = space.usedPercent();
        if (fullest == null || used > fullest.used()) {
            fullest = new Fullest(point, used);
        }
        samples.add(new Sample(Metrics.HOST_DISK_PERCENT, point, used));
        samples.add(Sample.of("node_filesystem_avail_bytes", point, space.freeBytes()));
        if (space.files() > 0) {
            samples.add(new Sample("node_filesystem_files_used_percent", point, space.filesUsedPercent()));
        }
        if (facts.size() < MOST_FACTS) {
            facts.put("disk " + point, percent(used) + " of " + (space.bytes() >> 30) + " GiB");
        }
        return List.of(
                past("disk " + point, used, WARN, CRITICAL),
                past("inodes of " + point, space.filesUsedPercent(), FILES_WARN, FILES_CRITICAL),
                forecast(point, space.freeBytes()));
    }

    private static Remark past(String what, double used, double warn, double critical) {
        return used < warn
                ? Remark.fine("")
                : new Remark(used >= critical ? Severity.MAJOR : Severity.MINOR, null, what + " " + percent(used));
    }

    private Remark forecast(String point, long free) {
        FillForecast forecast = forecasts.computeIfAbsent(point, _ -> new FillForecast());
        forecast.take(nanoTime.getAsLong(), free);
        Duration left = forecast.full().orElse(FILLS_LATER);
        if (left.compareTo(FILLS_LATER) >= 0) {
            return Remark.fine("");
        }
        return new Remark(
                left.compareTo(FILLS_SOON) < 0 ? Severity.MAJOR : Severity.MINOR,
                null,
                "disk " + point + " is full in "
                        + (left.toHours() > 1 ? left.toHours() + " h" : left.toMinutes() + " min"));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share);
    }
}
