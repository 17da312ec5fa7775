package io.dotmac.agent.collect;

import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.WorkloadState;
import java.util.List;

/// Takes what the collectors find. Called by many threads.
public interface CollectSink {
    /// The engine or the cluster itself.
    void dependency(DependencyState state, List<Sample> samples);

    /// What was measured.
    ///
    /// @param target that it was measured of
    void measured(String target, List<Sample> samples);

    /// A container is new or changed.
    void container(ContainerState state);

    /// A container is no more.
    void containerGone(String name);

    /// From now on what was told of containers is all that there is.
    void containersListed();

    /// A workload is new or changed.
    void workload(WorkloadState state);

    /// A workload is no more.
    ///
    /// @param id see [WorkloadState#id()]
    void workloadGone(String id);

    /// From now on what was told of workloads is all that there is.
    void workloadsListed();
}
