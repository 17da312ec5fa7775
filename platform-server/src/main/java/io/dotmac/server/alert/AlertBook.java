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
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The alerts that fire, with what keeps each quiet, as consoles see them. Safe for use by several threads.
final class AlertBook {
    private static final String SILENT = "agent-silent";
    private static final String DOWN = "dependency-down";

    /// How long an alert may wait for word of its uplinks: an agent is silent after 35 s, and that is to be found and
    /// written.
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final LiveHub hub;
    private final UplinkWatch uplinks;
    private final Function<TenantId, String> slugs;
    private final Map<String, Entry> entries = new HashMap<>();

    /// Fingerprints by node, by its name, and by what they are about on a node; each of one tenant.
    private final Map<String, Set<String>> groups = new HashMap<>();

    /// The alert that explains all others of a group; also by what an uplink leads through.
    private final Map<String, String> roots = new HashMap<>();

    private final Map<TenantId, List<Silence>> silences = new HashMap<>();
    private final Map<TenantId, List<Maintenance>> maintenance = new HashMap<>();
    private final Map<TenantId, Reach> reaches = new HashMap<>();
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
            root(entry).ifPresent(group -> touched.addAll(explained(entry, group)));
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
        reaches.put(tenant, new Reach(settings.topology));
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
        if (entry == null || nodeOf(entry).isEmpty()) {
            return false;
        }
        Instant since = entry.alert.startsAt();
        boolean recent = Duration.between(since, now).abs().compareTo(PATIENCE) < 0;
        return recent
                && !reaches.getOrDefault(entry.tenant, Reach.NONE)
                        .isOpen(
                                entry.alert.label("node"),
                                uplink -> uplinks.isWell(entry.tenant, uplink.through(), since));
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
        List<UUID> matching = silences.getOrDefault(entry.tenant, List.of()).stream()
                .filter(silence -> silence.isActive(now) && silence.matches(entry.alert.labels()))
                .map(Silence::id)
                .toList();
        Optional<String> window = maintenance.getOrDefault(entry.tenant, List.of()).stream()
                .filter(one -> one.matches(entry.alert.labels()) && one.isActive(now))
                .map(Maintenance::name)
                .findFirst();
        return new Facts(matching, cause(entry), window);
    }

    /// What explains an alert: an uplink that is down all of the nodes behind it, a silent agent all that it watches, a
    /// dependency that is down what else is told of it.
    private Optional<String> cause(Entry entry) {
        String node = nodeOf(entry);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> beyond = reaches.getOrDefault(entry.tenant, Reach.NONE)
                .cause(entry.alert.label("node"), uplink -> summary(roots.get(named(entry.tenant, uplink.through()))));
        if (beyond.isPresent() || entry.alert.rule().equals(SILENT)) {
            return beyond;
        }
        Optional<String> down = entry.alert.rule().equals(DOWN) ? Optional.empty() : summary(roots.get(placeOf(entry)));
        return summary(roots.get(node)).or(() -> down);
    }

    /// All that the alert at the root of `group` may explain, here and behind.
    private Set<String> explained(Entry root, String group) {
        Set<String> all = new LinkedHashSet<>(groups.getOrDefault(group, Set.of()));
        reaches.getOrDefault(root.tenant, Reach.NONE)
                .behind(throughOf(root))
                .forEach(node -> all.addAll(groups.getOrDefault(named(root.tenant, node), Set.of())));
        return all;
    }

    private Optional<String> summary(@Nullable String root) {
        return Optional.ofNullable(root).map(entries::get).map(entry -> entry.alert.summary());
    }

    private void add(Entry entry) {
        String fingerprint = entry.alert.fingerprint();
        entries.put(fingerprint, entry);
        for (String group : groupsOf(entry)) {
            groups.computeIfAbsent(group, key -> new LinkedHashSet<>()).add(fingerprint);
        }
        root(entry).ifPresent(group -> {
            roots.put(group, fingerprint);
            roots.put(named(entry.tenant, throughOf(entry)), fingerprint);
        });
    }

    /// Whether it was there.
    private boolean remove(String fingerprint) {
        Entry entry = entries.remove(fingerprint);
        if (entry == null) {
            return false;
        }
        for (String group : groupsOf(entry)) {
            Set<String> members = groups.getOrDefault(group, new LinkedHashSet<>());
            members.remove(fingerprint);
            if (members.isEmpty()) {
                groups.remove(group);
            }
        }
        root(entry).ifPresent(group -> {
            roots.remove(group, fingerprint);
            roots.remove(named(entry.tenant, throughOf(entry)), fingerprint);
        });
        return true;
    }

    /// The group that an alert explains, if it explains any.
    private static Optional<String> root(Entry entry) {
        if (nodeOf(entry).isEmpty()) {
            return Optional.empty();
        }
        return switch (entry.alert.rule()) {
            case SILENT -> Optional.of(nodeOf(entry));
            case DOWN -> Optional.of(placeOf(entry));
            default -> Optional.empty();
        };
    }

    private static List<String> groupsOf(Entry entry) {
        return nodeOf(entry).isEmpty()
                ? List.of()
                : List.of(nodeOf(entry), placeOf(entry), named(entry.tenant, entry.alert.label("node")));
    }

    private static String nodeOf(Entry entry) {
        String node = entry.alert.label("node_id");
        return node.isEmpty() ? "" : entry.tenant + "/" + node;
    }

    private static String throughOf(Entry root) {
        String node = root.alert.label("node");
        return root.alert.rule().equals(SILENT) ? node : node + "/" + root.alert.label("target");
    }

    private static String named(TenantId tenant, String node) {
        return tenant + "/name/" + node;
    }

    private static String placeOf(Entry entry) {
        return nodeOf(entry) + "/" + entry.alert.label("target");
    }
}
