package io.dotmac.console.resource;

import io.dotmac.console.live.Seen;
import io.dotmac.model.live.LiveRow;
import java.util.List;
import java.util.Optional;

/// Every table of both consoles. Adding one here adds it everywhere.
public final class Resources {
    /// Machines with an agent.
    public static final ResourceView<NodeRow> NODES = new NodesView();
    /// What they depend on.
    public static final ResourceView<Seen<LiveRow.Dependency>> DEPENDENCIES = new DependenciesView();
    /// Copies and how far they are behind.
    public static final ResourceView<Seen<LiveRow.Replication>> REPLICATION = new ReplicationView();

    /// What container engines run.
    public static final ResourceView<Seen<LiveRow.Container>> CONTAINERS = new ContainersView();
    /// What Kubernetes clusters run.
    public static final ResourceView<Seen<LiveRow.Workload>> WORKLOADS = new WorkloadsView();

    /// What is wrong.
    public static final ResourceView<Seen<LiveRow.Alert>> ALERTS = new AlertsView();

    /// In the order of menus.
    public static final List<ResourceView<?>> ALL =
            List.of(ALERTS, NODES, DEPENDENCIES, REPLICATION, CONTAINERS, WORKLOADS);

    private Resources() {}

    /// The table with that id, singular or alias.
    public static Optional<ResourceView<?>> named(String name) {
        for (ResourceView<?> view : ALL) {
            if (view.id().equalsIgnoreCase(name)
                    || view.singular().equalsIgnoreCase(name)
                    || view.aliases().stream().anyMatch(alias -> alias.equalsIgnoreCase(name))) {
                return Optional.of(view);
            }
        }
        return Optional.empty();
    }
}
