package io.dotmac.server.fleet;

import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.agent.Enrolled;
import io.dotmac.model.agent.Enrolment;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.report.Receipt;
import io.dotmac.model.report.Report;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.fleet.remote.RemoteWriter;
import io.dotmac.server.fleet.series.FleetSeries;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.event.Outbox;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.http.SocketRoute;
import io.dotmac.server.platform.job.Chore;
import io.dotmac.server.platform.live.Errands;
import io.dotmac.server.platform.live.LiveHub;
import io.dotmac.server.platform.live.Peers;
import io.dotmac.server.platform.secret.AccessTokens;
import io.dotmac.server.platform.secret.AuthConfig;
import io.dotmac.server.platform.secret.Identity.Home;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.tenant.Tenant;
import io.dotmac.server.tenant.Tenants;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The nodes of all ISPs: who they are, what they report, how they are now, how they were.
public final class Fleet implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Fleet.class.getName());
    private static final int RENEW_SECONDS = 25;
    private static final int CALM_SECONDS = 10;
    private static final int PURGE = 10_000;

    private final FleetConfig config;
    private final LiveHub hub;
    private final Clock clock;
    private final NodeStore nodes;
    private final SampleStore samples;
    private final FleetSeries series;
    private final RemoteWriter remote;
    private final StateHistory states;
    private final Doubles doubles;
    private final NodeBook book;
    private final Controls controls;
    private final FleetSharing sharing;
    private final ReportIntake intake;
    private final Enrolments enrolments;
    private final Admission admission;
    private final Orders orders;
    private final Configurations configurations;

    /// Puts its parts together; [#start(ScheduledExecutorService, Executor)] sets them going.
    public Fleet(
            FleetConfig config,
            AuthConfig authConfig,
            Database database,
            Tenants tenants,
            Audit audit,
            Outbox outbox,
            AccessTokens accessTokens,
            LiveHub hub,
            Peers peers,
            Telemetry telemetry,
            Clock clock) {
        this.config = config;
        this.hub = hub;
        this.clock = clock;
        this.nodes = new NodeStore(database);
        this.samples = new SampleStore(database);
        this.doubles = new Doubles(clock);
        this.book = new NodeBook(hub, config, new Clusters(hub, database, outbox, clock), doubles);
        this.controls = new Controls(book, hub);
        this.sharing = new FleetSharing(peers, book, controls, hub, nodes, tenants);
        Function<TenantId, String> slugs =
                id -> tenants.byId(id).map(Tenant::slug).orElse("");
        this.series = new FleetSeries(config.retention(), config.prometheus(), database, slugs, telemetry, clock);
        this.states = new StateHistory(database, slugs);
        this.remote = new RemoteWriter(config.remoteWrite(), telemetry);
        IntakeMetrics metrics = new IntakeMetrics(telemetry);
        IntakeStore store =
                new IntakeStore(database, new SampleWriter(config.retention().rawDays(), metrics));
        this.intake = new ReportIntake(store, sharing::stored, metrics, config.queue());
        this.admission = new Admission(database, nodes, tenants, audit, book, sharing, clock);
        controls.admittedBy(admission::check);
        this.orders = new Orders(database, audit, tenants, book, controls, peers, clock);
        this.configurations = new Configurations(database, audit, book, controls, peers, clock);
        controls.heardBy(this::heard, orders::lineLost);
        this.enrolments = new Enrolments(
                database, nodes, tenants, audit, accessTokens, new Nonces(authConfig.secret(), clock), clock);
        telemetry.gauge("dotmac_fleet_nodes", "Enrolled nodes.", book::size);
        telemetry.gauge("dotmac_fleet_controls", "Agents whose control channel is open.", controls::size);
        telemetry.gauge("dotmac_fleet_orders", "Orders that agents work on.", orders::size);
        telemetry.gauge("dotmac_ingest_waiting", "Reports that wait to be written.", intake::waiting);
    }

    /// Tells `listener` of the samples that this server stores from now on, after their node's rows.
    public void onSamples(SampleListener listener) {
        sharing.onSamples(listener);
    }

    /// Tells `listener` of nodes that more than one machine claims to be.
    public void onClones(CloneListener listener) {
        book.onClones(listener);
    }

    /// A node was one of those before this server started.
    public void resumeClone(TenantId tenant, NodeId node) {
        doubles.resume(new NodeKey(tenant, node));
    }

    /// What comes again and again.
    public List<Chore> chores() {
        List<Chore> chores = new ArrayList<>(series.chores());
        chores.add(new Chore("fleet-partitions", Duration.ofHours(1), this::keepPartitions));
        chores.add(new Chore("fleet-states-clean", Duration.ofHours(6), this::purgeStates));
        chores.add(new Chore("enrolment-clean", Duration.ofHours(1), enrolments::purge));
        return chores;
    }

    /// Since when samples are kept as they came.
    public Instant oldestSample(Instant now) {
        return config.retention().oldestSample(now);
    }

    /// How everything stood at past instants.
    public StateHistory states() {
        return states;
    }

    /// Its HTTP routes.
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(new AgentRoutes(this, enrolments, admission, orders).routes());
        routes.addAll(new FleetRoutes(hub, new SampleQueries(hub, book, samples), states).routes());
        routes.addAll(new ConfigurationRoutes(configurations).routes());
        routes.addAll(series.routes());
        return routes;
    }

    /// Where consoles have agents do things.
    public Errands errands() {
        return orders;
    }

    /// Its WebSockets.
    public List<SocketRoute> sockets() {
        return List.of(new SocketRoute("/api/v1/agents/control", Access.agents(), controls::open));
    }

    /// Brings back what was known before the server stopped.
    public void load() {
        keepPartitions();
        sharing.readAll();
    }

    /// Takes reports and watches over who is silent, from now on.
    public void start(ScheduledExecutorService timer, Executor executor) {
        remote.start();
        if (config.remoteWrite().isOn()) {
            RemoteFeed feed = new RemoteFeed(hub, remote);
            hub.onPublish(feed);
            sharing.onElsewhere(feed::elsewhere);
            sharing.onSamples(feed);
        }
        intake.start();
        hub.onWatch(sharing::watchBegan);
        Instant graceEnds = clock.instant().plus(config.startGrace());
        every(timer, executor, 1, TimeUnit.SECONDS, () -> age(graceEnds));
        every(timer, executor, CALM_SECONDS, TimeUnit.SECONDS, book::calm);
        every(timer, executor, 1, TimeUnit.SECONDS, orders::watch);
        every(timer, executor, RENEW_SECONDS, TimeUnit.SECONDS, sharing::renewWatches);
        every(timer, executor, Admission.LOOK_SECONDS, TimeUnit.SECONDS, admission::look);
    }

    /// Writes what waits and lets the agents go.
    @Override
    public void close() {
        controls.close();
        intake.close();
        remote.close();
    }

    Receipt take(Caller caller, Report report, Instant receivedAt) {
        NodeKey key = new NodeKey(caller.tenant().map(Home::id).orElseThrow(), new NodeId(caller.id()));
        admission.check(key);
        doubles.check(key, report);
        boolean fresh = intake.take(new Arrival(key, report, receivedAt));
        return new Receipt(
                report.boot(),
                report.seq(),
                !fresh,
                receivedAt,
                clock.instant(),
                intake.holdBackMillis(),
                0,
                Optional.of(config.returnSpread(book.size()).toMillis()));
    }

    Enrolled enrol(Enrolment enrolment) {
        Enrolments.Joined joined = enrolments.enrol(enrolment);
        controls.revoke(joined.key().node(), "the node was enrolled anew");
        sharing.admit(joined.key());
        sharing.enrolled(joined.key());
        return joined.answer();
    }

    private void heard(NodeId node, AgentFrame frame) {
        switch (frame) {
            case AgentFrame.Configured configured -> configurations.told(node, configured);
            case AgentFrame.Progress _, AgentFrame.Output _ -> orders.said(node, frame);
        }
    }

    private void age(Instant graceEnds) {
        Instant now = clock.instant();
        if (now.isBefore(graceEnds.plus(config.returnSpread(book.size())))) {
            return;
        }
        if (!sharing.catchUp()) {
            return;
        }
        for (NodeBook.Turned turned : book.age(now)) {
            LOG.log(Level.INFO, "node={0} state={1}", turned.key().node(), turned.state());
            nodes.state(turned.key(), turned.state(), turned.since());
        }
    }

    private void purgeStates() {
        Instant before =
                clock.instant().minus(Duration.ofDays(config.retention().hourDays()));
        int gone;
        do {
            gone = states.purge(before, PURGE);
        } while (gone == PURGE);
    }

    private void keepPartitions() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        samples.keepPartitions(today, config.retention().rawDays());
    }

    private static void every(
            ScheduledExecutorService timer, Executor executor, long period, TimeUnit unit, Runnable work) {
        var _ = timer.scheduleWithFixedDelay(
                () -> executor.execute(() -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        LOG.log(Level.WARNING, "background work failed, tried again later cause={0}", e.toString());
                    }
                }),
                period,
                period,
                unit);
    }
}
