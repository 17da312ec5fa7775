package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.fleet.Fleet;
import io.dotmac.server.fleet.SampleHistory;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.event.Outbox;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.live.LiveHub;
import io.dotmac.server.platform.live.LiveHub.Gone;
import io.dotmac.server.platform.live.Peers;
import io.dotmac.server.platform.live.Scope;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.tenant.Tenant;
import io.dotmac.server.tenant.Tenants;
import io.prometheus.client.Counter;
import java.lang.System.Logger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What is wrong in all fleets and in the platform itself, and who has it.
public final class Alerts implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Alerts.class.getName());
    private static final int OWN_SECONDS = 15;
    private static final int MISSING_SECONDS = 15;
    private static final int ACK_SECONDS = 5;
    private static final int SILENCE_SECONDS = 15;
    private static final String CLONED = "agent-cloned";
    private static final int ALL = Integer.MAX_VALUE;

    /// Whose rows are about one target of a node.
    private static final List<Topic> TARGETS =
            List.of(Topic.DEPENDENCIES, Topic.REPLICATION, Topic.CONTAINERS, Topic.WORKLOADS);

    private final LiveHub hub;
    private final Peers peers;
    private final Clock clock;
    private final Tenants tenants;
    private final Map<TenantId, String> slugs = new ConcurrentHashMap<>();
    private final AlertRealm realm;
    private final UplinkWatch uplinks;
    private final AlertBook book;
    private final AlertSharing sharing;
    private final AlertWriter writer;
    private final AlertDesk desk;
    private final PastAlerts past;
    private final Silences silences;
    private final Maintenances maintenance;
    private final TopologyDesk topology;
    private final Rules rules;
    private final Outsiders outsiders;
    private final Evaluator evaluator;
    private final OwnSignals own;

    /// What it stands on.
    ///
    /// @param names what callers are called
    /// @param serverName tells this server apart from others
    public record Ground(
            Database database,
            Tenants tenants,
            LiveHub hub,
            Peers peers,
            Outbox outbox,
            Audit audit,
            Telemetry telemetry,
            Function<Caller, String> names,
            String serverName,
            Clock clock) {}

    /// Puts its parts together; [#start(ScheduledExecutorService, Executor)] sets them going.
    public Alerts(Ground ground, Fleet fleet) {
        this.hub = ground.hub;
        this.peers = ground.peers;
        this.clock = ground.clock;
        this.tenants = ground.tenants;
        this.realm = new AlertRealm(ground.database);
        AlertLedger ledger = new AlertLedger(realm, ground.outbox, clock);
        this.uplinks = new UplinkWatch(hub);
        this.book = new AlertBook(hub, uplinks, this::slug);
        this.writer = new AlertWriter(ledger, this::written);
        this.evaluator = new Evaluator(this::shown, writer::offer, this::isKnown);
        this.sharing = new AlertSharing(
                realm,
                book,
                (tenant, changed) -> evaluator.rules(tenant, changed, clock.instant()),
                tenants,
                ground.peers,
                clock);
        this.desk = new AlertDesk(realm, ledger, book, ground.audit, ground.names, this::changedByHand, clock);
        this.silences =
                new Silences(realm, book, sharing, ground.audit, ground.outbox, ground.names, this::found, clock);
        this.maintenance = new Maintenances(realm, sharing, ground.audit, ground.names, clock);
        this.topology = new TopologyDesk(realm, sharing, ground.audit);
        this.past = new PastAlerts(realm);
        Replay replay =
                new Replay(realm, new SampleHistory(ground.database), fleet::oldestSample, fleet.states(), clock);
        this.rules = new Rules(realm, sharing, replay, ground.audit, clock);
        this.outsiders = new Outsiders(ledger, book, this::written, clock);
        this.own = new OwnSignals(ground.telemetry, ground.serverName);
        Counter evaluations =
                ground.telemetry.counter("dotmac_alert_evaluations", "Reports that rules were held against.");
        Counter seconds = ground.telemetry.counter("dotmac_alert_evaluation_seconds", "Time that took.");
        fleet.onSamples((tenant, node, report, receivedAt) -> {
            long began = System.nanoTime();
            evaluator.samples(tenant, node, report, receivedAt);
            seconds.inc((System.nanoTime() - began) / 1e9);
            evaluations.inc();
        });
        fleet.onClones(this::cloned);
        ground.telemetry.gauge("dotmac_alerts_firing", "Alerts that fire.", book::size);
        ground.telemetry.gauge("dotmac_alert_watches", "Rules times series that are watched.", evaluator::size);
        ground.telemetry.gauge("dotmac_alerts_waiting", "Findings that wait to be written.", writer::waiting);
    }

    /// An alert that fires, as it is shown.
    public Optional<Alert> shown(String fingerprint) {
        return book.find(fingerprint).map(AlertBook.Entry::alert);
    }

    /// Whether an alert may yet turn out to be the fault of what its node is reached through.
    public boolean awaitsUplinks(String fingerprint) {
        return book.awaitsUplinks(fingerprint, clock.instant());
    }

    /// Alerts as they are stored, by fingerprint, whether they fire or not.
    public Map<String, Alert> stored(TenantId tenant, Set<String> fingerprints) {
        return realm.in(tenant, tx -> new AlertStore().kept(tx, tenant, fingerprints)).stream()
                .map(AlertStore.Kept::alert)
                .collect(Collectors.toMap(Alert::fingerprint, alert -> alert));
    }

    /// Labels of alerts that fire by a rule, by whose they are.
    public Map<TenantId, List<Map<String, String>>> of(String rule) {
        return book.all().stream()
                .filter(entry -> entry.alert().rule().equals(rule) && !entry.external())
                .collect(Collectors.groupingBy(
                        AlertBook.Entry::tenant,
                        Collectors.mapping(entry -> entry.alert().labels(), Collectors.toList())));
    }

    /// Takes over what another part found out: how something is, not what changed, so told twice it has no second
    /// effect.
    ///
    /// @param labels that tell it apart from others of the same rule
    /// @param level `OK` when there is nothing wrong
    public void found(TenantId tenant, String rule, Map<String, String> labels, Level level, String summary) {
        Map<String, String> all = new HashMap<>(labels);
        all.put("alertname", rule);
        String fingerprint = Fingerprints.of(tenant, all);
        all.put("severity", level == Level.WARNING ? "warning" : "critical");
        writer.offer(new Finding(
                tenant,
                fingerprint,
                rule,
                level,
                summary,
                all,
                Map.of(),
                Optional.empty(),
                clock.instant(),
                Optional.empty(),
                false,
                false,
                false,
                "",
                ""));
    }

    /// The slug of a tenant, empty for the platform.
    public String slug(TenantId tenant) {
        if (tenant.equals(AlertRealm.PLATFORM)) {
            return "";
        }
        return slugs.computeIfAbsent(
                tenant, id -> tenants.byId(id).map(Tenant::slug).orElse(""));
    }

    /// Its HTTP routes.
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(new AlertRoutes(desk, past, book, this::slug).routes());
        routes.addAll(new SilenceRoutes(silences).routes());
        routes.addAll(new MaintenanceRoutes(maintenance).routes());
        routes.addAll(topology.routes());
        routes.addAll(new RuleRoutes(rules, this::slug).routes());
        routes.addAll(new AlertmanagerRoutes(book, outsiders, silences, clock).routes());
        return routes;
    }

    /// Alerts of a tenant that fire, as they are shown.
    public List<Alert> firing(TenantId tenant) {
        return book.all(tenant).stream().map(AlertBook.Entry::alert).toList();
    }

    /// Silences of a tenant that count or ended lately.
    public List<Silence> silences(TenantId tenant) {
        return book.silences(tenant);
    }

    /// Brings back what was known before the server stopped.
    public void load() {
        tenants.all().forEach(tenant -> slugs.put(tenant.id(), tenant.slug()));
        sharing.readAll();
    }

    /// Looks at what is known of the fleet, and at what will be; to be called when both are loaded.
    public void look() {
        hub.onPublish(this::published);
        for (TenantId tenant : sharing.all()) {
            if (!tenant.equals(AlertRealm.PLATFORM)) {
                Scope scope = new Scope(Optional.of(tenant));
                for (Topic topic : Topic.values()) {
                    LiveHub.Slice everything = new LiveHub.Slice("", "", ALL);
                    published(tenant, hub.page(scope, topic, everything).rows(), List.of());
                }
            }
            List<Alert> ours = book.all(tenant).stream()
                    .filter(entry -> !entry.external())
                    .map(AlertBook.Entry::alert)
                    .toList();
            evaluator.resume(tenant, ours, clock.instant());
        }
    }

    /// Has nodes that were cloned when this server stopped looked after again.
    public void resume(Fleet fleet) {
        of(CLONED)
                .forEach((tenant, all) -> all.forEach(
                        labels -> fleet.resumeClone(tenant, NodeId.of(labels.getOrDefault("node_id", "")))));
    }

    private void cloned(TenantId tenant, NodeId node, String name, boolean cloned) {
        String summary = cloned
                ? "two machines report as " + name + ": the agent's identity was copied with its disk; what the later"
                        + " one tells is put off until it is enrolled as a node of its own"
                : "only one machine reports as " + name;
        Map<String, String> labels = Map.of("node", name, "node_id", node.toString(), "target", Metrics.AGENT_TARGET);
        found(tenant, CLONED, labels, cloned ? Level.CRITICAL : Level.OK, summary);
    }

    /// Whether there is still such a thing: a server that answers, or a row that shows it.
    private boolean isKnown(Place place) {
        if (place.tenant().equals(AlertRealm.PLATFORM)) {
            return place.nodeId().equals(own.name()) || peers.count() > 0;
        }
        Scope scope = new Scope(Optional.of(place.tenant()));
        return switch (place.target()) {
            case "", Metrics.HOST_TARGET, Metrics.AGENT_TARGET, Metrics.KUBERNETES_TARGET ->
                hub.find(scope, Topic.NODES, place.nodeId()).isPresent();
            case Metrics.DOCKER_TARGET ->
                place.instance().isEmpty()
                        || hub.find(scope, Topic.CONTAINERS, place.nodeId() + "/" + place.instance())
                                .isPresent();
            default ->
                TARGETS.stream()
                        .anyMatch(topic -> hub.find(scope, topic, place.nodeId() + "/" + place.target())
                                .isPresent());
        };
    }

    /// Judges from now on.
    public void start(ScheduledExecutorService timer, Executor executor) {
        writer.start();
        every(timer, executor, 1, () -> {
            evaluator.pass(clock.instant());
            book.pass(clock.instant());
        });
        every(timer, executor, 1, sharing::catchUp);
        every(timer, executor, ACK_SECONDS, desk::expire);
        every(timer, executor, ACK_SECONDS, outsiders::expire);
        every(timer, executor, SILENCE_SECONDS, silences::warn);
        every(timer, executor, MISSING_SECONDS, () -> evaluator.missing(clock.instant()));
        every(
                timer,
                executor,
                OWN_SECONDS,
                () -> own.read(clock.instant()).forEach(figure -> evaluator.own(own.name(), figure)));
    }

    /// Writes what waits.
    @Override
    public void close() {
        writer.close();
    }

    private void published(TenantId tenant, List<? extends LiveRow> rows, List<Gone> gone) {
        boolean alertsOnly = rows.stream().allMatch(row -> row.topic() == Topic.ALERTS)
                && gone.stream().allMatch(one -> one.topic() == Topic.ALERTS);
        if (!alertsOnly) {
            uplinks.published(tenant, rows, gone);
            evaluator.rows(tenant, rows, gone, clock.instant());
        }
    }

    private void written(TenantId tenant, List<AlertChange> changes) {
        if (!changes.isEmpty()) {
            book.put(tenant, changes.stream().map(AlertChange::kept).toList(), clock.instant());
            sharing.alertsChanged(
                    tenant,
                    changes.stream().map(change -> change.alert().fingerprint()).toList());
        }
    }

    private void changedByHand(TenantId tenant, List<AlertChange> changes) {
        written(tenant, changes);
        if (!changes.isEmpty()) {
            sharing.recheck(
                    tenant,
                    changes.stream().map(change -> change.alert().fingerprint()).toList());
        }
    }

    private static void every(ScheduledExecutorService timer, Executor executor, long seconds, Runnable work) {
        AtomicBoolean busy = new AtomicBoolean();
        var _ = timer.scheduleWithFixedDelay(
                () -> {
                    if (busy.compareAndSet(false, true)) {
                        executor.execute(() -> {
                            try {
                                done(work);
                            } finally {
                                busy.set(false);
                            }
                        });
                    }
                },
                seconds,
                seconds,
                TimeUnit.SECONDS);
    }

    private static void done(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.WARNING, "alert work failed, tried again later cause={0}", e.toString());
        }
    }
}
