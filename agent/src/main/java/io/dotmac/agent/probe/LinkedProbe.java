package io.dotmac.agent.probe;

import java.time.Duration;

/// A probe that keeps a connection to its target between two checks. Always used by the same thread.
public interface LinkedProbe extends Probe {
    /// Waits at most `longest`; returns early when the connection drops, so that its end is noticed at once.
    void rest(Duration longest) throws InterruptedException;
}
