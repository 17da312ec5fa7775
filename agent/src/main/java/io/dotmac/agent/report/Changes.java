package io.dotmac.agent.report;

import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.WorkloadState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells a change that must be known now from one that can wait for the next regular report.
public final class Changes {
    private static final double LAG_MOVES_SECONDS = 0.5;
    private static final long LAG_MOVES_BYTES = 1 << 20;

    private Changes() {}

    /// Whether it must be known at once.
    public static boolean urgent(@Nullable DependencyState before, DependencyState now) {
        return before == null
                || before.health() != now.health()
                || before.severity() != now.severity()
                || !before.error().equals(now.error())
                || !before.reason().equals(now.reason());
    }

    /// Whether it must be known at once.
    public static boolean urgent(@Nullable ReplicationLink before, ReplicationLink now) {
        return before == null
                || before.state() != now.state()
                || before.health() != now.health()
                || before.severity() != now.severity()
                || before.lagIsLowerBound() != now.lagIsLowerBound()
                || before.lagSeconds().isPresent() != now.lagSeconds().isPresent();
    }

    /// Whether it must be known at once.
    public static boolean urgent(ContainerState before, ContainerState now) {
        return before.phase() != now.phase()
                || before.health() != now.health()
                || before.severity() != now.severity()
                || before.restarts() != now.restarts()
                || !before.cause().equals(now.cause())
                || !before.id().equals(now.id());
    }

    /// Whether it must be known at once.
    public static boolean urgent(WorkloadState before, WorkloadState now) {
        return !before.state().equals(now.state())
                || before.health() != now.health()
                || before.severity() != now.severity()
                || before.restarts() != now.restarts()
                || !before.ready().equals(now.ready())
                || !before.desired().equals(now.desired())
                || !before.cause().equals(now.cause());
    }

    static boolean moves(ReplicationLink before, ReplicationLink now) {
        double seconds =
                Math.abs(before.lagSeconds().orElse(0.0) - now.lagSeconds().orElse(0.0));
        return seconds >= LAG_MOVES_SECONDS || bytes(before.lagBytes(), now.lagBytes()) >= LAG_MOVES_BYTES;
    }

    private static long bytes(Optional<Long> before, Optional<Long> now) {
        return Math.abs(before.orElse(0L) - now.orElse(0L));
    }
}
