package io.dotmac.server.notification;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.EscalationLevel;
import io.dotmac.model.notification.EscalationPolicy;
import io.dotmac.server.notification.SettingStore.Row;
import io.dotmac.server.platform.db.Tx;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Whom the levels of a policy mean at a time.
final class OnCall {
    private final Books books;

    OnCall(Books books) {
        this.books = books;
    }

    /// Receivers of some levels, counted from 1, and whoever is on call in their schedules.
    Set<UUID> targets(Tx tx, TenantId tenant, EscalationPolicy policy, int from, int to, Instant at) {
        Set<UUID> targets = new LinkedHashSet<>();
        int last = Math.min(to, policy.levels().size());
        if (from > last) {
            return targets;
        }
        List<EscalationLevel> levels = policy.levels().subList(from - 1, last);
        levels.forEach(level -> targets.addAll(level.receivers()));
        if (levels.stream().anyMatch(level -> !level.schedules().isEmpty())) {
            Map<UUID, Rota> rotas =
                    books.schedules().all(tx, tenant).stream().collect(Collectors.toMap(Row::id, Row::spec));
            levels.stream()
                    .flatMap(level -> level.schedules().stream())
                    .flatMap(id -> Optional.ofNullable(rotas.get(id)).stream())
                    .flatMap(rota -> rota.at(at).stream())
                    .forEach(turn -> targets.add(turn.receiver()));
        }
        return targets;
    }
}
