package io.dotmac.agent.collect.docker;

import io.dotmac.agent.collect.CollectSink;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.WorkloadState;
import java.util.List;

/// Takes what nobody asks for.
final class NoSink implements CollectSink {
    @Override
    public void dependency(DependencyState state, List<Sample> samples) {}

    @Override
    public void measured(String target, List<Sample> samples) {}

    @Override
    public void container(ContainerState state) {}

    @Override
    public void containerGone(String name) {}

    @Override
    public void containersListed() {}

    @Override
    public void workload(WorkloadState state) {}

    @Override
    public void workloadGone(String id) {}

    @Override
    public void workloadsListed() {}
}
