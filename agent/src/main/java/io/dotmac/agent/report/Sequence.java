package io.dotmac.agent.report;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// Numbers the reports of one life of the agent. Safe for use by several threads.
public final class Sequence {
    private final String boot = UUID.randomUUID().toString();
    private final long bornNanos = System.nanoTime();
    private final AtomicLong last = new AtomicLong();

    /// Of this process, random.
    public String boot() {
        return boot;
    }

    /// The next number: 1, 2, 3...
    public long next() {
        return last.incrementAndGet();
    }

    /// Milliseconds of this life.
    public long monotonicMillis() {
        return (System.nanoTime() - bornNanos) / 1_000_000;
    }
}
