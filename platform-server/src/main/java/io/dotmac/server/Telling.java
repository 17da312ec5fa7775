package io.dotmac.server;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.alert.Alerts;
import io.dotmac.server.auth.Auth;
import io.dotmac.server.notification.Known;
import io.dotmac.server.notification.Person;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// What notifications know of alerts and people.
record Telling(Alerts alerts, Auth auth) implements Known {
    private static final UUID PLATFORM = new UUID(0, 0);
    private static final String MISSED = "heartbeat-missed";
    private static final String HEARTBEAT = "heartbeat_id";
    private static final String FAILED = "notification-failed";
    private static final String RECEIVER = "receiver_id";

    @Override
    public Optional<Alert> alert(String fingerprint) {
        return alerts.shown(fingerprint);
    }

    @Override
    public boolean awaitsCause(String fingerprint) {
        return alerts.awaitsUplinks(fingerprint);
    }

    @Override
    public Map<String, Alert> stored(TenantId tenant, Set<String> fingerprints) {
        return alerts.stored(tenant, fingerprints);
    }

    @Override
    public void found(Expected heartbeat, Level level) {
        String summary = "heartbeat " + heartbeat.name() + " has not come"
                + heartbeat
                        .lastAt()
                        .map(at -> " since " + at.truncatedTo(ChronoUnit.SECONDS))
                        .orElse("");
        Map<String, String> labels =
                Map.of("target", heartbeat.name(), HEARTBEAT, heartbeat.id().toString());
        alerts.found(heartbeat.tenant(), MISSED, labels, level, summary);
    }

    @Override
    public List<Expected> missed() {
        return firing(MISSED, HEARTBEAT);
    }

    @Override
    public void undelivered(TenantId tenant, UUID receiver, String name, Level level, String why) {
        Map<String, String> labels = Map.of("target", name, RECEIVER, receiver.toString());
        String summary = "receiver " + name + (level == Level.OK ? " is told again" : " is not told: " + why);
        alerts.found(tenant, FAILED, labels, level, summary);
    }

    @Override
    public List<Expected> undelivered() {
        return firing(FAILED, RECEIVER);
    }

    private List<Expected> firing(String rule, String id) {
        return alerts.of(rule).entrySet().stream()
                .flatMap(tenant -> tenant.getValue().stream()
                        .map(labels -> new Expected(
                                tenant.getKey(),
                                UUID.fromString(labels.get(id)),
                                String.valueOf(labels.get("target")),
                                Optional.empty())))
                .toList();
    }

    @Override
    public void unreachable(TenantId tenant, UUID schedule, String name, Level level, String why) {
        Map<String, String> labels = Map.of("target", name, "schedule_id", schedule.toString());
        String summary = level == Level.OK
                ? "everybody on call in " + name + " can be told"
                : "on call in " + name + ", but cannot be told: " + why;
        alerts.found(tenant, "on-call-unreachable", labels, level, summary);
    }

    @Override
    public Map<UUID, Person> people(TenantId tenant, Set<UUID> users) {
        Optional<TenantId> realm =
                Optional.of(tenant).filter(one -> !one.value().equals(PLATFORM));
        return auth.people(realm, users).stream()
                .map(one -> new Person(one.id(), one.name(), one.active()))
                .collect(Collectors.toMap(Person::id, one -> one));
    }

    @Override
    public String slug(TenantId tenant) {
        return alerts.slug(tenant);
    }
}
