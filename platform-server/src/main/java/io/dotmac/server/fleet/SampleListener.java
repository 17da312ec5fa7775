package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.report.Report;
import java.time.Instant;

/// Hears of reports that this server stored.
@FunctionalInterface
public interface SampleListener {
    /// Called in the order of each node's reports; must return at once.
    void stored(TenantId tenant, NodeId node, Report report, Instant receivedAt);
}
