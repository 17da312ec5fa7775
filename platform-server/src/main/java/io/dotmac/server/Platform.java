package io.dotmac.server;

import io.dotmac.server.ServerProcess.Part;
import io.dotmac.server.alert.Alerts;
import io.dotmac.server.alert.handover.Handovers;
import io.dotmac.server.alert.history.AlertHistory;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.AuditLog;
import io.dotmac.server.auth.Auth;
import io.dotmac.server.customer.Customers;
import io.dotmac.server.fleet.Fleet;
import io.dotmac.server.notification.Notifications;
import io.dotmac.server.ops.DeadLetterRoutes;
import io.dotmac.server.ops.ErrorRoutes;
import io.dotmac.server.ops.JobRoutes;
import io.dotmac.server.ops.Replays;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.config.Deployment;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.DatabaseUnavailable;
import io.dotmac.server.platform.db.Owner;
import io.dotmac.server.platform.db.RuntimeRole;
import io.dotmac.server.platform.db.migration.Migrations;
import io.dotmac.server.platform.db.migration.TenantSchemas;
import io.dotmac.server.platform.event.DeadLetters;
import io.dotmac.server.platform.event.Outbox;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Authenticator;
import io.dotmac.server.platform.http.HttpServer;
import io.dotmac.server.platform.http.RateClass;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.http.SocketRoute;
import io.dotmac.server.platform.http.TenantDoor;
import io.dotmac.server.platform.job.Chore;
import io.dotmac.server.platform.job.Jobs;
import io.dotmac.server.platform.lifecycle.HealthMonitor;
import io.dotmac.server.platform.lifecycle.HealthMonitor.Check;
import io.dotmac.server.platform.lifecycle.HealthRoutes;
import io.dotmac.server.platform.lifecycle.Lifecycle;
import io.dotmac.server.platform.lifecycle.Phase;
import io.dotmac.server.platform.live.LiveHub;
import io.dotmac.server.platform.live.LiveSockets;
import io.dotmac.server.platform.live.Peers;
import io.dotmac.server.platform.openapi.DocsRoutes;
import io.dotmac.server.platform.openapi.OpenApi;
import io.dotmac.server.platform.secret.AccessTokens;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.platform.telemetry.Tracing;
import io.dotmac.server.tenant.Tenants;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The platform server: every part, made in the order in which parts need each other, and taken down in reverse.
public final class Platform implements AutoCloseable {
    /// Version of the program.
    public static final String VERSION = "0.1.0";

    private static final Logger LOG = System.getLogger(Platform.class.getName());

    private final ServerConfig config;
    private final ServerProcess process;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("timer").daemon(true).factory());
    private final Telemetry telemetry;
    private final Database database;
    private final Migrations migrations;
    private final Redis redis;
    private final AccessTokens accessTokens;
    private final Peers peers;
    private final SecretParts secrets;
    private final LiveHub hub;
    private final Fleet fleet;
    private final Alerts alerts;
    private final AlertHistory alertHistory;
    private final Notifications notifications;
    private final Handovers handovers;
    private final Background background;
    private final Lifecycle lifecycle;
    private final HealthMonitor monitor;
    private final HttpServer http;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Route> routes = new ArrayList<>();
    private volatile @Nullable String openApi;
    private final List<SocketRoute> sockets = new ArrayList<>();

    /// Makes all parts of a process that does everything, and starts none.
    public Platform(ServerConfig config, Clock clock) {
        this(config, ServerProcess.ALL_IN_ONE, clock);
    }

    /// Makes the parts that `process` needs, and starts none.
    public Platform(ServerConfig config, ServerProcess process, Clock clock) {
        this.config = config;
        this.process = process;
        boolean forgiving = config.deployment().isForgiving();
        String environment = config.deployment().text();
        Tracing tracing = Tracing.from(config.telemetry(), VERSION, environment);
        telemetry = new Telemetry(tracing, config.errorAlerts(), clock, executor);
        database = new Database(config.database(), telemetry);
        migrations = new Migrations(config.database());
        redis = new Redis(config.redis(), telemetry);
        accessTokens = new AccessTokens(config.auth(), clock);
        secrets = new SecretParts(config, database, clock);
        Audit audit = new Audit(clock);
        Tenants tenants = new Tenants(database, new TenantSchemas(new Owner(config.database())), audit);
        Auth auth = new Auth(
                database, redis, secrets.cipher(), audit, tenants, accessTokens, config.auth(), config.oidc(), clock);
        Outbox outbox = new Outbox(clock, tracing);
        Jobs jobs = new Jobs(database, clock, tracing);
        AuditLog log = new AuditLog(config.audit(), database, jobs, clock);
        peers = new Peers(redis);
        hub = new LiveHub(config.live());
        fleet = new Fleet(
                config.fleet(),
                config.auth(),
                database,
                tenants,
                audit,
                outbox,
                accessTokens,
                hub,
                peers,
                telemetry,
                clock);
        Customers customers = new Customers(database, secrets.cipher(), audit, outbox, clock);
        alerts = new Alerts(
                new Alerts.Ground(
                        database,
                        tenants,
                        hub,
                        peers,
                        outbox,
                        audit,
                        telemetry,
                        auth::nameOf,
                        ServerName.of(config.http().port()),
                        clock),
                fleet);
        alertHistory = new AlertHistory(config.alertHistory(), database, clock);
        notifications = new Notifications(new Notifications.Ground(
                database,
                secrets.cipher(),
                audit,
                outbox,
                telemetry,
                config.notification(),
                new Telling(alerts, auth),
                clock));
        handovers = new Handovers(database, alerts, audit, auth::nameOf, clock);
        lifecycle = new Lifecycle(failure -> forgiving && failure instanceof DatabaseUnavailable);
        List<Check> checks = new ArrayList<>(
                List.of(new Check("postgresql", true, database::ping), new Check("redis", !forgiving, redis::ping)));
        checks.addAll(secrets.checks());
        if (config.database().replica().isOn()) {
            checks.add(new Check("postgresql-replica", false, database::checkReplica));
        }
        monitor = new HealthMonitor(checks, executor, lifecycle, clock);
        Authenticator authenticator = new Authenticator(new TenantDoor(auth.doorkeeper(), tenants.gate()));
        Requests requests = new Requests(config, database, redis, secrets.cipher(), telemetry, clock);
        background = new Background(
                config,
                process,
                new Background.Base(database, redis, outbox, jobs, telemetry, clock),
                new Background.Work(
                        notifications.handlers(), List.of(log.verifier()), chores(log, auth, requests, tenants)));
        http = new HttpServer(
                config.http(),
                requests.parts(authenticator, tenants::meant),
                telemetry,
                timer,
                lifecycle::isServing,
                clock);
        telemetry.gauge("dotmac_live_sessions", "Consoles that are connected.", hub::sessions);
        telemetry.gauge("dotmac_peers", "Other servers that were heard of lately.", peers::count);
        HealthLeaves leaves = new HealthLeaves(telemetry, monitor, config.metrics());
        routes.addAll(new HealthRoutes(lifecycle, monitor, VERSION, environment, leaves::read).routes());
        routes.addAll(new ErrorRoutes(telemetry.errors()).routes());
        if (process.does(Part.AUTH)) {
            routes.addAll(auth.routes());
            routes.addAll(requests.routes());
        }
        if (process.does(Part.PLATFORM)) {
            routes.addAll(fleet.routes());
            routes.addAll(alerts.routes());
            routes.addAll(alertHistory.routes());
            routes.addAll(notifications.routes());
            routes.addAll(handovers.routes());
            routes.addAll(tenants.routes());
            routes.addAll(log.routes());
            DeadLetters letters = new DeadLetters(database, outbox);
            Replays replays = new Replays(jobs, letters, audit);
            routes.addAll(new JobRoutes(jobs, replays).routes());
            routes.addAll(new DeadLetterRoutes(letters, replays).routes());
            routes.addAll(customers.routes());
        }
        if (config.metrics()) {
            routes.add(Route.get(
                            "/metrics",
                            Access.open(),
                            call -> Answer.text("text/plain; version=0.0.4; charset=utf-8", telemetry.scrape()))
                    .as("metrics", "Figures in Prometheus' text form")
                    .tagged("health")
                    .givesRaw("text/plain")
                    .limited(RateClass.NONE));
        }
        routes.addAll(new DocsRoutes(this::openApi, config.deployment() != Deployment.PRODUCTION).routes());
        if (process.does(Part.PLATFORM)) {
            sockets.addAll(new LiveSockets(hub, fleet.errands(), clock, VERSION, environment).sockets());
            sockets.addAll(fleet.sockets());
        }
    }

    /// Listens, then goes through the phases; returns when requests are served, or `false` when stopped before.
    public boolean start() {
        config.warnings().forEach(warning -> LOG.log(Level.WARNING, "settings: {0}", warning));
        CompletableFuture<Void> redisUp = CompletableFuture.runAsync(redis::ping, executor);
        CompletableFuture<Void> keyLoaded = CompletableFuture.runAsync(accessTokens::load, executor);
        CompletableFuture<Void> jvmMetrics = CompletableFuture.runAsync(telemetry::registerJvm, executor);
        CompletableFuture<Void> poolUp = CompletableFuture.runAsync(database::ping, executor);
        telemetry.startExport(config.telemetry(), VERSION, config.deployment().text(), timer, executor);
        database.follow(timer, executor);
        http.start(routes, sockets);
        boolean forgiving = config.deployment().isForgiving();
        boolean served = lifecycle.run(List.of(
                new Phase(1, "critical foundation: database, telemetry", true, () -> {
                    migrations.run();
                    joinFirst(poolUp);
                    database.ping();
                    join(jvmMetrics);
                }),
                new Phase(2, "core: row-level security", true, () -> RuntimeRole.check(database)),
                new Phase(3, "infrastructure: cache", !forgiving, () -> join(redisUp)),
                new Phase(4, "security and API: signing key, field keys", true, () -> {
                    join(keyLoaded);
                    secrets.keyRing().load();
                }),
                new Phase(5, "real-time: fleet state, live sessions", true, this::startRealTime),
                new Phase(6, "health monitoring", true, () -> monitor.start(timer))));
        if (served) {
            monitor.refresh();
            LOG.log(
                    Level.INFO,
                    "ready url={0} process={1} environment={2} millis={3}",
                    url(),
                    process.command(),
                    config.deployment().text(),
                    lifecycle.uptimeMillis());
            background.start();
        }
        return served;
    }

    /// Serves these too; before the start.
    void serveToo(List<Route> more) {
        routes.addAll(more);
    }

    /// All that is served.
    List<Route> routes() {
        return List.copyOf(routes);
    }

    /// The OpenAPI document of all that is served, made when first asked for.
    String openApi() {
        String made = openApi;
        if (made == null) {
            made = OpenApi.of(VERSION, routes);
            openApi = made;
        }
        return made;
    }

    /// The layers around every handler, outermost first.
    List<String> layers() {
        return http.layers();
    }

    /// Where the server is found on this machine.
    public String url() {
        String host = config.http().host();
        return http.scheme() + "://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + http.port();
    }

    /// The port that is listened on.
    public int port() {
        return http.port();
    }

    /// Begins the end: from now on the server says that it is not ready. May be called from any thread.
    public void stopping() {
        lifecycle.stopping();
    }

    /// Takes everything down: first what serves, last what it stands on.
    @Override
    public void close() {
        lifecycle.stopping();
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long start = System.nanoTime();
        step("live sessions", hub::close);
        CompletableFuture<Void> jobs = CompletableFuture.runAsync(() -> step("jobs", background::closeJobs), executor);
        step("fleet", fleet::close);
        step("notifications", notifications::close);
        step("alerts", alerts::close);
        step("http", http::close);
        joinFirst(jobs);
        step("events", background::closeEvents);
        step("peers", peers::close);
        step("timer", timer::shutdownNow);
        step("cache", redis::close);
        step("database", database::close);
        step("telemetry", telemetry::close);
        step("executor", executor::shutdownNow);
        LOG.log(
                Level.INFO,
                "stopped millis={0}",
                Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    private List<Chore> chores(AuditLog log, Auth auth, Requests requests, Tenants tenants) {
        List<Chore> chores = new ArrayList<>(log.chores());
        chores.addAll(auth.chores());
        chores.addAll(fleet.chores());
        chores.addAll(alertHistory.chores());
        chores.addAll(notifications.chores());
        chores.add(requests.forgetting(tenants));
        chores.add(secrets.encryptAnew(database, tenants));
        return chores;
    }

    private void startRealTime() {
        if (!process.does(Part.PLATFORM)) {
            return;
        }
        CompletableFuture<Void> alertsLoaded = CompletableFuture.runAsync(alerts::load, executor);
        fleet.load();
        alertHistory.keepPartitions();
        join(alertsLoaded);
        alerts.look();
        alerts.resume(fleet);
        peers.start(timer, executor);
        hub.start();
        fleet.start(timer, executor);
        alerts.start(timer, executor);
        notifications.start(timer, executor);
        secrets.start(timer, executor);
        var _ = timer.scheduleWithFixedDelay(
                () -> executor.execute(hub::cutStuck), 1, 1, java.util.concurrent.TimeUnit.SECONDS);
    }

    private static void step(String name, Runnable work) {
        long start = System.nanoTime();
        try {
            work.run();
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            LOG.log(Level.INFO, "stopped part={0} millis={1}", name, millis);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "part did not stop cleanly part=" + name, e);
        }
    }

    /// Waits for what was begun beside; its failure is told by what is tried next.
    private static void joinFirst(CompletableFuture<Void> begun) {
        var _ = begun.handle((done, failure) -> failure == null).join();
    }

    private static void join(CompletableFuture<Void> begun) {
        try {
            begun.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
