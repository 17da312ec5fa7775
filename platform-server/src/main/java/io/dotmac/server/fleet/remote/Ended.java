package io.dotmac.server.fleet.remote;

import io.dotmac.model.report.SeriesName;
import java.util.List;

/// Series of a node that have ended, so that the store shows their last values no longer.
///
/// @param tenant slug of the ISP
/// @param node name of the node
/// @param series which
/// @param at when, milliseconds of the server's clock, after their last samples
record Ended(String tenant, String node, List<SeriesName> series, long at) implements Waiting {
    /// The value by which Prometheus knows that a series is stale: one of the many that are no number.
    private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);

    Ended {
        series = List.copyOf(series);
    }

    @Override
    public void addTo(WriteRequest request) {
        series.forEach(name -> request.add(Outgoing.labels(tenant, node, name), at, STALE));
    }

    /// None: they take the place of what was known of the series, and are never dropped for want of room.
    @Override
    public int room() {
        return 0;
    }
}
