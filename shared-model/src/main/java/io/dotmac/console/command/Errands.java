package io.dotmac.console.command;

import io.dotmac.console.order.Errand;
import io.dotmac.console.text.Clean;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.order.Order;
import java.util.List;
import java.util.Optional;

/// What commands on a row ask an agent to do.
public final class Errands {
    private static final int TAIL = 200;

    private Errands() {}

    /// What `command` means for `row`; empty when it means nothing there.
    public static Optional<Errand> of(Command command, LiveRow row) {
        if (command.equals(Commands.DIAGNOSE)) {
            return diagnose(row);
        }
        return switch (row) {
            case LiveRow.Dependency dependency
            when command.equals(Commands.PROBE) ->
                Optional.of(of(
                        dependency.node(),
                        new Order.Probe(dependency.state().name()),
                        "probe of " + dependency.state().name() + " by " + dependency.nodeName()));
            case LiveRow.Container container
            when command.equals(Commands.LOGS) ->
                Optional.of(of(
                        container.node(),
                        new Order.Logs(container.state().name(), TAIL, true),
                        "logs of " + container.state().name() + " on " + container.nodeName()));
            case LiveRow.Container container when command.equals(Commands.RESTART) -> Optional.of(restart(container));
            case LiveRow.Node _,
                    LiveRow.Dependency _,
                    LiveRow.Replication _,
                    LiveRow.Container _,
                    LiveRow.Workload _,
                    LiveRow.Alert _ -> Optional.empty();
        };
    }

    /// Whether `command` is one that agents carry out.
    public static boolean isOrder(Command command) {
        return List.of(Commands.PROBE, Commands.LOGS, Commands.RESTART, Commands.DIAGNOSE)
                .contains(command);
    }

    private static Errand restart(LiveRow.Container row) {
        String name = Clean.line(row.state().name());
        return new Errand(
                row.node(),
                new Order.Restart(row.state().name()),
                "restart of " + name + " on " + Clean.line(row.nodeName()),
                List.of(
                        "Restart container " + name + "?",
                        "Node: " + Clean.line(row.nodeName()) + ", tenant " + Clean.line(row.tenant()),
                        "Image: " + Clean.line(row.state().image()),
                        "It is stopped, killed if it has not ended after 10 s, and started again.",
                        "What it does for others is away meanwhile. Danger " + Danger.D2
                                + ": others see it, and the audit log tells who did it."));
    }

    private static Optional<Errand> diagnose(LiveRow row) {
        return switch (row) {
            case LiveRow.Node node -> diagnose(node.id(), node.name());
            case LiveRow.Dependency dependency -> diagnose(dependency.node(), dependency.nodeName());
            case LiveRow.Replication link -> diagnose(link.node(), link.nodeName());
            case LiveRow.Container container -> diagnose(container.node(), container.nodeName());
            case LiveRow.Workload workload -> diagnose(workload.node(), workload.nodeName());
            case LiveRow.Alert _ -> Optional.empty();
        };
    }

    private static Optional<Errand> diagnose(NodeId node, String name) {
        return Optional.of(of(node, new Order.Diagnose(), "diagnosis of the agent on " + name));
    }

    private static Errand of(NodeId node, Order order, String title) {
        return new Errand(node, order, Clean.line(title), List.of());
    }
}
