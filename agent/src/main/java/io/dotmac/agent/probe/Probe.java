package io.dotmac.agent.probe;

import java.time.Duration;

/// Checks one target. Used by one thread; only [#close()] may come from another.
public interface Probe extends AutoCloseable {
    /// Checks now; takes no longer than the timeout it was made with. What goes wrong with the target is a finding.
    Finding check() throws InterruptedException;

    /// How long to rest between two checks.
    Duration rhythm();

    /// Waits at most `longest`; returns early when the target's connection drops, so that its end is noticed at once.
    void rest(Duration longest) throws InterruptedException;

    @Override
    void close();
}
