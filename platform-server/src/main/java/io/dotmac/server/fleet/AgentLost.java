package io.dotmac.server.fleet;

import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
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
