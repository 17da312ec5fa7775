package io.dotmac.agent.report;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Numbers the reports of one life of the agent. Safe for use by several threads.
public final class Sequence {
    private @Nullable String boot;
    private final long bornNanos = System.nanoTime();
    private final AtomicLong last = new AtomicLong();

    /// Of this process, random. Made for the first report: what makes it takes longer to load than a check to run.
    public synchronized String boot() {
        String known = boot;
        if (known == null) {
            known = UUID.randomUUID().toString();
            boot = known;
        }
        return known;
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
