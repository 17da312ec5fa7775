package io.dotmac.server.notification;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.EscalationLevel;
import io.dotmac.model.notification.EscalationPolicy;
import io.dotmac.server.platform.db.Tx;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Whom the levels of a policy mean at a time.
final class OnCall {
    Set<UUID> targets(Tx tx, TenantId tenant, EscalationPolicy policy, int from, int to, Instant at) {
        Set<UUID> targets = new LinkedHashSet<>();
        if (from > to) {
            return targets;
        }
        List<EscalationLevel> levels =
                policy.levels().subList(from - 1, Math.min(to, policy.levels().size()));
        levels.forEach(level -> targets.addAll(level.receivers()));
        return targets;
    }
}
