package io.dotmac.agent.pace;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// How often to measure and report: at the configured interval, and what moves fast every second while somebody looks.
///
/// Safe for use by several threads.
public final class Pace {
    private static final Duration WATCHED = Duration.ofSeconds(1);
    private static final Duration LONGEST_WATCH = Duration.ofMinutes(5);

    private volatile Duration interval;
    private final LongSupplier nanoTime;
    private final AtomicLong watchedUntil;
    private final List<Wake> sleepers = new CopyOnWriteArrayList<>();

    /// @param interval while nobody looks
    /// @param nanoTime monotonic clock
    public Pace(Duration interval, LongSupplier nanoTime) {
        this.interval = interval;
        this.nanoTime = nanoTime;
        this.watchedUntil = new AtomicLong(nanoTime.getAsLong());
    }

    /// Works at another interval from now on; who waited by the old one has ended, and is woken no more.
    public void restart(Duration regular) {
        interval = regular;
        sleepers.clear();
    }

    /// Goes by the second for this long, which renews an earlier call.
    public void watch(Duration length) {
        Duration bounded = length.compareTo(LONGEST_WATCH) > 0 ? LONGEST_WATCH : length;
        watchedUntil.set(nanoTime.getAsLong() + bounded.toNanos());
        sleepers.forEach(Wake::signal);
    }

    /// Whether somebody looks.
    public boolean watched() {
        return watchedUntil.get() - nanoTime.getAsLong() > 0;
    }

    /// Between two regular reports and two readings of what is costly to read, watched or not.
    public Duration regular() {
        return interval;
    }

    /// Between two readings of what moves fast, as of now.
    public Duration interval() {
        return watched() && WATCHED.compareTo(interval) < 0 ? WATCHED : interval;
    }

    /// From now on a new watch ends this wait early.
    public void wakes(Wake sleeper) {
        sleepers.add(sleeper);
    }
}
