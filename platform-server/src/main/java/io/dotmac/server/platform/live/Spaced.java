package io.dotmac.server.platform.live;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Does work that may cost much, never twice at once, and rests the longer after it the longer it took, so that it
/// never fills more than a small part of the time. Safe for use by several threads.
public final class Spaced {
    private static final int RESTS = 9;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicLong due;

    /// By the machine's own time, which no one sets.
    public Spaced() {
        this(System::nanoTime);
    }

    Spaced(LongSupplier nanos) {
        this.nanos = nanos;
        this.due = new AtomicLong(nanos.getAsLong());
    }

    /// Does the work unless it is being done or rested from; returns whether it was done now.
    public boolean run(Runnable work) {
        if (nanos.getAsLong() - due.get() < 0 || !busy.compareAndSet(false, true)) {
            return false;
        }
        long began = nanos.getAsLong();
        try {
            work.run();
            return true;
        } finally {
            long ended = nanos.getAsLong();
            due.set(ended + Math.min((ended - began) * RESTS, LONGEST.toNanos()));
            busy.set(false);
        }
    }
}
