package io.dotmac.agent.probe;

import java.time.Duration;

/// Checks one target. Used by one thread at a time; only [#close()] may come from another.
public interface Probe extends AutoCloseable {
    /// Checks now; takes no longer than the timeout it was made with. What goes wrong with the target is a finding.
    Finding check() throws InterruptedException;

    /// How long to rest between two checks.
    Duration rhythm();

    /// Lets go of what it keeps, and ends a check that is on where that can be.
    @Override
    void close();
}
