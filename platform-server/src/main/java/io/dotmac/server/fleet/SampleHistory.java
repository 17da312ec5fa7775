package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// Stored samples of many nodes, for those who judge them afterwards.
public final class SampleHistory {
    private final HistoryStore store;

    /// Reads what agents reported.
    public SampleHistory(Database database) {
        this.store = new HistoryStore(database);
    }

    /// What is asked for.
    ///
    /// @param metric of the series
    /// @param target of the series; any when absent
    /// @param from first moment
    /// @param to end, not included
    public record Wanted(String metric, Optional<String> target, Instant from, Instant to) {}

    /// One sample and where it was measured.
    ///
    /// @param node where
    /// @param nodeName its name
    /// @param target on the node
    /// @param instance part of the target
    /// @param at when
    /// @param value what
    public record Point(NodeId node, String nodeName, String target, String instance, Instant at, double value) {}

    /// Gives each sample to `taker`, series after series, each in the order of time; never all in memory.
    public void read(TenantId tenant, Wanted wanted, Consumer<Point> taker) {
        store.read(tenant, wanted, taker);
    }
}
