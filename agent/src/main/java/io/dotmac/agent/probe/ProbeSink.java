package io.dotmac.agent.probe;

import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.ReplicationLink;
import java.util.List;

/// Takes what the probes find. Called by many threads.
public interface ProbeSink {
    /// A target was checked.
    void dependency(DependencyState state, List<Sample> samples);

    /// All links, as of now.
    void replication(List<ReplicationLink> links);

    /// The machine was measured.
    void host(HostSummary summary, DependencyState state, List<Sample> samples);
}
