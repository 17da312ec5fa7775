package io.dotmac.server.notification;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Transition.Kind;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.event.Event;
import io.dotmac.server.platform.event.EventHandler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Takes over what happens to alerts: puts each into the groups of its routes, and says when to look at those.
final class Intake implements EventHandler {
    private final Books books;
    private final GroupStore groups = new GroupStore();
    private final Runnable wake;
    private final Clock clock;

    /// What an event tells.
    private record News(Kind kind, Alert alert) {}

    /// @param wake called when there is something to look at
    Intake(Books books, Runnable wake, Clock clock) {
        this.books = books;
        this.wake = wake;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "notification";
    }

    @Override
    public Set<String> types() {
        return Set.of("alert.fired", "alert.changed", "alert.resolved");
    }

    /// That Redis is gone is itself something to be told.
    @Override
    public boolean urgent() {
        return true;
    }

    @Override
    public void handle(Tx tx, Event event) {
        News news = event.payload(News.class);
        if (event.tenant().isPresent()) {
            take(tx, event.tenant().get(), news);
            return;
        }
        groups.open(tx);
        take(tx, Realm.PLATFORM, news);
    }

    private void take(Tx tx, TenantId tenant, News news) {
        Alert alert = news.alert;
        Plan.Book book = books.read(tx, tenant);
        Instant now = clock.instant();
        Map<String, Group> touched = new TreeMap<>();
        groups.of(tx, tenant, alert.fingerprint()).forEach(group -> touched.put(group.id(), group));
        if (alert.state() == AlertState.FIRING) {
            book.of(alert).forEach(plan -> {
                Group group = Group.of(tenant, plan, alert);
                touched.putIfAbsent(group.id(), group);
            });
        }
        for (Group group : touched.values()) {
            Plan plan = book.named(group.route());
            boolean atOnce = List.of(Kind.ACKED, Kind.UNACKED).contains(news.kind);
            groups.touch(
                    tx, group, now, atOnce ? now : now.plus(plan.patience()), atOnce ? Duration.ZERO : plan.interval());
            groups.watch(tx, tenant, group.id(), alert);
        }
        if (!touched.isEmpty()) {
            tx.afterCommit(wake);
        }
    }
}
