package io.dotmac.agent.probe;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Tells when the agent takes more of the machine than it may, so that optional checks rest. Safe for several threads.
final class Budget {
    private static final double MOST = 0.02;
    private static final double ENOUGH_LESS = 0.015;
    private static final Duration LASTS = Duration.ofSeconds(60);
    private static final long BETWEEN_NANOS = Duration.ofSeconds(10).toNanos();

    private final Supplier<Duration> cpuTime;
    private final LongSupplier nanoTime;
    private final Lasting over;
    private final Lasting under;
    private Duration usedBefore;
    private long readAt;
    private double share;
    private boolean exceeded;

    /// @param cpuTime that this process used so far
    /// @param nanoTime monotonic clock
    Budget(Supplier<Duration> cpuTime, LongSupplier nanoTime) {
        this.cpuTime = cpuTime;
        this.nanoTime = nanoTime;
        this.over = new Lasting(LASTS, nanoTime);
        this.under = new Lasting(LASTS, nanoTime);
        this.usedBefore = cpuTime.get();
        this.readAt = nanoTime.getAsLong();
    }

    /// The agent's own.
    static Budget ofThisProcess() {
        return new Budget(
                () -> ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO), System::nanoTime);
    }

    /// Whether optional checks rest now: above 2 % of one core for a minute, until it was clearly less for a minute.
    synchronized boolean exceeded() {
        long now = nanoTime.getAsLong();
        if (now - readAt < BETWEEN_NANOS) {
            return exceeded;
        }
        Duration used = cpuTime.get();
        share = (double) used.minus(usedBefore).toNanos() / (now - readAt);
        usedBefore = used;
        readAt = now;
        boolean tooMuch = over.holds(share > MOST);
        boolean fine = under.holds(share < ENOUGH_LESS);
        exceeded = exceeded ? !fine : tooMuch;
        return exceeded;
    }

    /// The share of one core as last measured, 0 to the number of cores.
    synchronized double share() {
        return share;
    }
}
