package io.dotmac.server;

import io.dotmac.server.auth.Auth;
import io.dotmac.server.fleet.Fleet;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.DatabaseUnavailable;
import io.dotmac.server.platform.db.Owner;
import io.dotmac.server.platform.db.RuntimeRole;
import io.dotmac.server.platform.db.migration.Migrations;
import io.dotmac.server.platform.db.migration.TenantSchemas;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Authenticator;
import io.dotmac.server.platform.http.HttpServer;
import io.dotmac.server.platform.http.RateClass;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.http.SocketRoute;
import io.dotmac.server.platform.lifecycle.HealthMonitor;
import io.dotmac.server.platform.lifecycle.HealthMonitor.Check;
import io.dotmac.server.platform.lifecycle.HealthRoutes;
import io.dotmac.server.platform.lifecycle.Lifecycle;
import io.dotmac.server.platform.lifecycle.Phase;
import io.dotmac.server.platform.live.LiveHub;
import io.dotmac.server.platform.live.LiveSockets;
import io.dotmac.server.platform.query.Cursors;
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

/// The platform server: every part, made in the order in which parts need each other, and taken down in reverse.
public final class Platform implements AutoCloseable {
    /// Version of the program.
    public static final String VERSION = "0.1.0";

    private static final Logger LOG = System.getLogger(Platform.class.getName());

    private final ServerConfig config;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("timer").daemon(true).factory());
    private final Telemetry telemetry;
    private final Database database;
    private final Migrations migrations;
    private final Redis redis;
    private final AccessTokens accessTokens;
    private final SecretParts secrets;
    private final LiveHub hub;
    private final Fleet fleet;
    private final Lifecycle lifecycle;
    private final HealthMonitor monitor;
    private final HttpServer http;
    private final List<Route> routes = new ArrayList<>();
    private final List<SocketRoute> sockets = new ArrayList<>();

    /// Makes all parts and starts none.
    public Platform(ServerConfig config, Clock clock) {
        this.config = config;
        boolean forgiving = config.deployment().isForgiving();
        String environment = config.deployment().text();
        telemetry = new Telemetry(Tracing.from(config.telemetry(), VERSION, environment));
        database = new Database(config.database(), telemetry);
        migrations = new Migrations(config.database());
        redis = new Redis(config.redis());
        accessTokens = new AccessTokens(config.auth(), clock);
        secrets = new SecretParts(config, database, clock);
        Tenants tenants = new Tenants(database, new TenantSchemas(new Owner(config.database())));
        Auth auth = new Auth(database, tenants, accessTokens, config.auth(), clock);
        hub = new LiveHub(config.live());
        fleet = new Fleet(config.fleet(), config.auth(), database, tenants, accessTokens, hub, telemetry, clock);
        lifecycle = new Lifecycle(failure -> forgiving && failure instanceof DatabaseUnavailable);
        List<Check> checks = new ArrayList<>(
                List.of(new Check("postgresql", true, database::ping), new Check("redis", !forgiving, redis::ping)));
        checks.addAll(secrets.checks());
        monitor = new HealthMonitor(checks, executor, lifecycle, clock);
        Authenticator authenticator = new Authenticator(accessTokens, Auth::permissions, tenants.gate());
        http = new HttpServer(
                config.http(),
                authenticator,
                new Cursors(config.auth().secret().value()),
                telemetry,
                timer,
                lifecycle::isServing,
                clock);
        telemetry.gauge("dotmac_live_sessions", "Consoles that are connected.", hub::sessions);
        routes.addAll(new HealthRoutes(lifecycle, monitor, VERSION, environment).routes());
        routes.addAll(auth.routes());
        routes.addAll(fleet.routes());
        routes.addAll(tenants.routes());
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
        sockets.addAll(new LiveSockets(hub, clock, VERSION, environment).sockets());
        sockets.addAll(fleet.sockets());
    }

    /// Listens, then goes through the phases; returns when requests are served, or `false` when stopped before.
    public boolean start() {
        config.warnings().forEach(warning -> LOG.log(Level.WARNING, "settings: {0}", warning));
        CompletableFuture<Void> redisUp = CompletableFuture.runAsync(redis::ping, executor);
        CompletableFuture<Void> keyLoaded = CompletableFuture.runAsync(accessTokens::load, executor);
        CompletableFuture<Void> jvmMetrics = CompletableFuture.runAsync(telemetry::registerJvm, executor);
        CompletableFuture<Void> poolUp = CompletableFuture.runAsync(database::ping, executor);
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
                    "ready url={0} environment={1} millis={2}",
                    url(),
                    config.deployment().text(),
                    lifecycle.uptimeMillis());
        }
        return served;
    }

    /// Where the server is found on this machine.
    public String url() {
        String host = config.http().host();
        return "http://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + http.port();
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
        step("live sessions", hub::close);
        step("fleet", fleet::close);
        step("http", http::close);
        step("timer", timer::shutdownNow);
        step("cache", redis::close);
        step("database", database::close);
        step("telemetry", telemetry::close);
        step("executor", executor::shutdownNow);
    }

    private void startRealTime() {
        fleet.load();
        hub.start();
        fleet.start(timer, executor);
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
