package io.dotmac.agent.pace;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A wait that another thread can end early. A signal before the wait counts; several count as one.
public final class Wake {
    private final Semaphore signals = new Semaphore(0);

    /// Ends the wait that is on, or the next one.
    public void signal() {
        signals.release();
    }

    /// Takes back what was signalled so far.
    public void forget() {
        signals.drainPermits();
    }

    /// Waits at most `longest`; `true` when signalled.
    public boolean await(Duration longest) throws InterruptedException {
        boolean signalled = signals.tryAcquire(Math.max(0, longest.toNanos()), TimeUnit.NANOSECONDS);
        signals.drainPermits();
        return signalled;
    }
}
