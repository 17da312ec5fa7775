package io.dotmac.server.fleet;

import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import io.dotmac.model.fleet.WorkloadState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What is shown of a thing whose watcher is silent: not known, neither good nor bad.
final class AgentLost {
    private AgentLost() {}

    static DependencyState dependency(DependencyState last, Instant since, Duration silence) {
        return new DependencyState(
                last.name(),
                last.kind(),
                Health.UNKNOWN,
                Severity.STALE,
                Optional.of(UnknownReason.AGENT_LOST),
                Optional.empty(),
                summary(silence),
                since,
                last.checkedAt(),
                Optional.empty(),
                last.facts());
    }

    static ReplicationLink link(ReplicationLink last, Instant since, Duration silence) {
        return new ReplicationLink(
                last.name(),
                last.kind(),
                last.cluster(),
                last.primary(),
                last.standby(),
                LinkState.UNKNOWN,
                last.sync(),
                Optional.empty(),
                false,
                Optional.empty(),
                last.slot(),
                Optional.empty(),
                Health.UNKNOWN,
                Severity.STALE,
                Optional.of(UnknownReason.AGENT_LOST),
                summary(silence),
                since,
                last.checkedAt(),
                last.facts());
    }

    static ContainerState container(ContainerState last, Instant since, Duration silence) {
        return new ContainerState(
                last.name(),
                last.runtime(),
                last.id(),
                last.image(),
                ContainerPhase.UNKNOWN,
                Health.UNKNOWN,
                Severity.STALE,
                Optional.of(UnknownReason.AGENT_LOST),
                summary(silence),
                last.exitCode(),
                last.restarts(),
                last.startedAt(),
                last.finishedAt(),
                Optional.empty(),
                Optional.empty(),
                last.memoryLimitBytes(),
                last.project(),
                last.service(),
                last.ports(),
                since,
                last.checkedAt(),
                last.facts());
    }

    static WorkloadState workload(WorkloadState last, Instant since, Duration silence) {
        return new WorkloadState(
                last.cluster(),
                last.kind(),
                last.namespace(),
                last.name(),
                "Unknown",
                Health.UNKNOWN,
                Severity.STALE,
                Optional.of(UnknownReason.AGENT_LOST),
                summary(silence),
                Optional.empty(),
                last.desired(),
                last.restarts(),
                last.host(),
                last.createdAt(),
                since,
                last.checkedAt(),
                last.facts());
    }

    /// Coarse on purpose: it changes seldom, so the rows do.
    static String summary(Duration silence) {
        if (silence.toMinutes() < 1) {
            return "agent silent for less than a minute";
        }
        if (silence.toHours() < 1) {
            return "agent silent for " + silence.toMinutes() + " min";
        }
        return silence.toDays() < 2
                ? "agent silent for " + silence.toHours() + " h"
                : "agent silent for " + silence.toDays() + " days";
    }
}
