package io.dotmac.server.notification;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.EscalationLevel;
import io.dotmac.model.notification.EscalationPolicy;
import io.dotmac.server.notification.SettingStore.Row;
import io.dotmac.server.platform.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Whom the levels of a policy mean at a time.
final class OnCall {
    private final Books books;
    private final Known known;

    OnCall(Books books, Known known) {
        this.books = books;
        this.known = known;
    }

    /// Receivers of some levels, counted from 1, and those of whoever is on call in their schedules, each with how long
    /// after its level it is told.
    Map<UUID, Duration> targets(Tx tx, TenantId tenant, EscalationPolicy policy, int from, int to, Instant at) {
        Map<UUID, Duration> targets = new LinkedHashMap<>();
        int last = Math.min(to, policy.levels().size());
        if (from > last) {
            return targets;
        }
        List<EscalationLevel> levels = policy.levels().subList(from - 1, last);
        levels.stream()
                .flatMap(level -> level.receivers().stream())
                .forEach(receiver -> targets.put(receiver, Duration.ZERO));
        if (levels.stream().anyMatch(level -> !level.schedules().isEmpty())) {
            Map<UUID, Rota> all =
                    books.schedules().all(tx, tenant).stream().collect(Collectors.toMap(Row::id, Row::spec));
            List<Rota> rotas = levels.stream()
                    .flatMap(level -> level.schedules().stream())
                    .flatMap(id -> Optional.ofNullable(all.get(id)).stream())
                    .toList();
            onCall(tx, tenant, rotas, at, targets);
        }
        return targets;
    }

    private void onCall(Tx tx, TenantId tenant, List<Rota> rotas, Instant at, Map<UUID, Duration> targets) {
        Set<UUID> users = new HashSet<>();
        rotas.forEach(rota -> users.addAll(rota.users()));
        Roster roster = books.roster(tx, tenant, users.isEmpty() ? Map.of() : known.people(tenant, users));
        for (Rota rota : rotas) {
            switch (rota.at(at, roster::fault).map(Rota.Turn::who).orElse(null)) {
                case null -> {}
                case Who.Direct(var receiver) -> targets.put(receiver, Duration.ZERO);
                case Who.Person(var user) ->
                    roster.methods(user)
                            .forEach(method -> targets.merge(
                                    method.receiver(),
                                    Duration.ofSeconds(method.afterSeconds().orElse(0L)),
                                    OnCall::sooner));
            }
        }
    }

    private static Duration sooner(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
