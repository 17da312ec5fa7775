package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Alert.Facts;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Maintenance;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.alert.Topology;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.server.platform.live.LiveHub;
import io.dotmac.server.platform.live.LiveHub.Gone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// The alerts that fire, with what keeps each quiet, as consoles see them. Safe for use by several threads.
final class AlertBook {
    /// How long an alert may wait for word of its uplinks: an agent is silent after 35 s, and that is to be found and
    /// written.
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final LiveHub hub;
    private final UplinkWatch uplinks;
    private final Function<TenantId, String> slugs;
    private final Map<String, Entry> entries = new HashMap<>();

    private final Map<TenantId, Causes> causes = new HashMap<>();
    private final Map<TenantId, List<Silence>> silences = new HashMap<>();
    private final Map<TenantId, List<Maintenance>> maintenance = new HashMap<>();
    private final Map<TenantId, Instant> turns = new HashMap<>();

    /// An alert that fires.
    ///
    /// @param tenant whose
    /// @param alert with its facts
    /// @param external whether somebody outside told it
    record Entry(TenantId tenant, Alert alert, boolean external) {}

    /// @param uplinks tells which of them are well
    /// @param slugs names of tenants
    AlertBook(LiveHub hub, UplinkWatch uplinks, Function<TenantId, String> slugs) {
        this.hub = hub;
        this.uplinks = uplinks;
        this.slugs = slugs;
    }

    /// Takes alerts over as they are now; those that are resolved are shown no more.
    synchronized void put(TenantId tenant, List<AlertStore.Kept> alerts, Instant now) {
        Set<String> touched = new LinkedHashSet<>();
        List<Gone> gone = new ArrayList<>();
        for (AlertStore.Kept kept : alerts) {
            Alert alert = kept.alert();
            Entry entry = new Entry(tenant, alert, kept.external());
            if (alert.state() == AlertState.FIRING) {
                add(entry);
                touched.add(alert.fingerprint());
            } else if (remove(alert.fingerprint())) {
                gone.add(new Gone(Topic.ALERTS, alert.fingerprint()));
            }
            touched.addAll(of(tenant).explained(alert));
        }
        publish(tenant, touched, gone, now);
    }

    /// Shows just these; what was shown beside is resolved.
    synchronized void replace(TenantId tenant, List<AlertStore.Kept> firing, Instant now) {
        Set<String> there = new LinkedHashSet<>();
        firing.forEach(kept -> there.add(kept.alert().fingerprint()));
        List<Gone> gone = new ArrayList<>();
        for (Entry entry : List.copyOf(entries.values())) {
            String fingerprint = entry.alert.fingerprint();
            if (entry.tenant.equals(tenant) && !there.contains(fingerprint)) {
                remove(fingerprint);
                gone.add(new Gone(Topic.ALERTS, fingerprint));
            }
        }
        hub.publish(tenant, List.of(), gone);
        put(tenant, firing, now);
    }

    /// What keeps alerts of a tenant quiet, beside other alerts.
    record Settings(List<Silence> silences, List<Maintenance> windows, Topology topology) {
        Settings {
            silences = List.copyOf(silences);
            windows = List.copyOf(windows);
        }
    }

    /// Holds alerts against other silences, maintenance windows and uplinks from now on.
    synchronized void keepQuiet(TenantId tenant, Settings settings, Instant now) {
        silences.put(tenant, settings.silences);
        maintenance.put(tenant, settings.windows);
        of(tenant).reach(settings.topology);
        refresh(tenant, now);
    }

    /// Silences and maintenance windows begin and end by themselves.
    synchronized void pass(Instant now) {
        List<TenantId> due = turns.entrySet().stream()
                .filter(turn -> !turn.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(tenant -> refresh(tenant, now));
    }

    /// An alert that fires.
    synchronized Optional<Entry> find(String fingerprint) {
        return Optional.ofNullable(entries.get(fingerprint));
    }

    /// Whether an alert of a node that lies behind others may turn out to be their fault: of its uplinks nothing was
    /// heard since it began, and that is not long ago.
    synchronized boolean awaitsUplinks(String fingerprint, Instant now) {
        Entry entry = entries.get(fingerprint);
        if (entry == null) {
            return false;
        }
        Instant since = entry.alert.startsAt();
        boolean recent = Duration.between(since, now).abs().compareTo(PATIENCE) < 0;
        return recent
                && !of(entry.tenant)
                        .isOpen(entry.alert, uplink -> uplinks.isWell(entry.tenant, uplink.through(), since));
    }

    /// All that fire of a tenant.
    synchronized List<Entry> all(TenantId tenant) {
        return entries.values().stream()
                .filter(entry -> entry.tenant.equals(tenant))
                .toList();
    }

    /// All that fire.
    synchronized List<Entry> all() {
        return List.copyOf(entries.values());
    }

    /// Silences of a tenant that count or ended lately.
    synchronized List<Silence> silences(TenantId tenant) {
        return silences.getOrDefault(tenant, List.of());
    }

    synchronized int size() {
        return entries.size();
    }

    private void refresh(TenantId tenant, Instant now) {
        Stream<Instant> ofSilences = silences.getOrDefault(tenant, List.of()).stream()
                .flatMap(one -> Stream.of(one.startsAt(), one.endsAt()))
                .filter(turn -> turn.isAfter(now));
        Stream<Instant> ofMaintenance =
                maintenance.getOrDefault(tenant, List.of()).stream().flatMap(one -> one.turn(now).stream());
        Stream.concat(ofSilences, ofMaintenance)
                .min(Instant::compareTo)
                .ifPresentOrElse(turn -> turns.put(tenant, turn), () -> turns.remove(tenant));
        Set<String> all = new LinkedHashSet<>();
        entries.values().stream()
                .filter(entry -> entry.tenant.equals(tenant))
                .forEach(entry -> all.add(entry.alert.fingerprint()));
        publish(tenant, all, List.of(), now);
    }

    private void publish(TenantId tenant, Set<String> fingerprints, List<Gone> gone, Instant now) {
        List<LiveRow> rows = new ArrayList<>();
        String slug = slugs.apply(tenant);
        for (String fingerprint : fingerprints) {
            Entry entry = entries.get(fingerprint);
            if (entry != null) {
                Entry shown = new Entry(entry.tenant, entry.alert.with(facts(entry, now)), entry.external);
                entries.put(fingerprint, shown);
                rows.add(new LiveRow.Alert(slug, shown.alert));
            }
        }
        hub.publish(tenant, rows, gone);
    }

    private Facts facts(Entry entry, Instant now) {
        return Quiet.facts(
                entry.alert,
                silences.getOrDefault(entry.tenant, List.of()),
                maintenance.getOrDefault(entry.tenant, List.of()),
                of(entry.tenant),
                now);
    }

    private Causes of(TenantId tenant) {
        return causes.computeIfAbsent(tenant, one -> new Causes());
    }

    private void add(Entry entry) {
        entries.put(entry.alert.fingerprint(), entry);
        of(entry.tenant).add(entry.alert);
    }

    /// Whether it was there.
    private boolean remove(String fingerprint) {
        Entry entry = entries.remove(fingerprint);
        if (entry == null) {
            return false;
        }
        of(entry.tenant).remove(fingerprint);
        return true;
    }
}
