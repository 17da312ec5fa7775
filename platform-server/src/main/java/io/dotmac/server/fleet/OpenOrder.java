package io.dotmac.server.fleet;

import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.order.Order;
import io.dotmac.model.order.OrderState;
import io.dotmac.server.audit.Actor;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An order that has not ended, and the console that waits for it. Safe for use by several threads.
final class OpenOrder {
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(5);
    /// The agent itself gives up first, and says what it knows.
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final UUID id;
    private final NodeKey node;
    private final Order order;
    private final Actor actor;
    private final Predicate<ServerFrame> console;
    private OrderState state = OrderState.SENT;
    private long deadline = System.nanoTime() + TAKEN_WITHIN.toNanos();
    private long dropped;
    private ServerFrame.@Nullable Progress untold;

    OpenOrder(UUID id, NodeKey node, Order order, Actor actor, Predicate<ServerFrame> console) {
        this.id = id;
        this.node = node;
        this.order = order;
        this.actor = actor;
        this.console = console;
    }

    UUID id() {
        return id;
    }

    NodeKey node() {
        return node;
    }

    Order order() {
        return order;
    }

    Actor actor() {
        return actor;
    }

    /// How long an agent may work on it.
    static int seconds(Order order) {
        return switch (order) {
            case Order.Probe _ -> 30;
            case Order.Logs logs -> logs.follow() ? 1_800 : 30;
            case Order.Restart _ -> 90;
            case Order.Diagnose _ -> 30;
        };
    }

    /// Goes on to `next`; `false` when it had ended, or was as far, before.
    synchronized boolean progress(OrderState next, String detail) {
        if (state.ended() || next == state) {
            return false;
        }
        state = next;
        deadline = System.nanoTime()
                + Duration.ofSeconds(seconds(order)).plus(SLACK).toNanos();
        tell(new ServerFrame.Progress(id, next, detail));
        return true;
    }

    synchronized void output(ServerFrame.Output output) {
        if (state.ended()) {
            return;
        }
        long missed = dropped + output.dropped();
        boolean told = console.test(new ServerFrame.Output(id, output.lines(), missed));
        dropped = told ? 0 : missed + output.lines().size();
    }

    private void tell(ServerFrame.Progress progress) {
        untold = console.test(progress) ? null : progress;
    }

    /// Tells the console what it had no room for before; `true` when nothing is left to tell.
    synchronized boolean toldAll() {
        if (untold != null) {
            tell(untold);
        }
        return untold == null;
    }

    synchronized boolean late() {
        return !state.ended() && System.nanoTime() - deadline > 0;
    }

    synchronized boolean taken() {
        return state == OrderState.ACCEPTED;
    }

    synchronized boolean ended() {
        return state.ended();
    }
}
