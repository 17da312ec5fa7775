package io.dotmac.server.notification;

import io.dotmac.server.audit.Audit;
import io.dotmac.server.notification.Courier.Batch;
import io.dotmac.server.notification.send.NotificationConfig;
import io.dotmac.server.notification.send.Outcome;
import io.dotmac.server.notification.send.Phrases;
import io.dotmac.server.notification.send.Senders;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.DatabaseUnavailable;
import io.dotmac.server.platform.event.EventHandler;
import io.dotmac.server.platform.event.Outbox;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.job.Chore;
import io.dotmac.server.platform.secret.EncryptedTable;
import io.dotmac.server.platform.secret.FieldCipher;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.prometheus.client.Counter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Who is told of alerts, and that it happens.
public final class Notifications implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Notifications.class.getName());
    private static final Duration STUCK = Duration.ofHours(2);
    private static final Duration UNTRIED = Duration.ofMinutes(10);
    private static final Duration SET_BACK = Duration.ofSeconds(30);
    private static final Duration TELL_AGAIN = Duration.ofMinutes(1);

    /// How often this server looks for what another one left.
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Realm realm;
    private final ReceiverStore receivers;
    private final DeliveryStore deliveries = new DeliveryStore();
    private final Books books;
    private final Intake intake;
    private final Dispatcher dispatcher;
    private final Courier courier;
    private final Postman postman;
    private final Desk desk;
    private final People people;
    private final Heartbeats heartbeats;
    private final Undelivered undelivered;
    private final NotificationConfig config;
    private final Senders senders;
    private final Clock clock;
    private final Counter ends;
    private final Set<UUID> busy = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean passing = new AtomicBoolean();
    private final AtomicBoolean woken = new AtomicBoolean(true);
    private volatile Executor executor = Runnable::run;
    private volatile boolean started;
    private volatile Instant next = Instant.MIN;
    private volatile long lookedNanos = System.nanoTime();
    private Instant readClock;
    private long readClockNanos = System.nanoTime();
    private long toldAgainNanos = System.nanoTime() - TELL_AGAIN.toNanos();

    /// What it stands on.
    public record Ground(
            Database database,
            FieldCipher cipher,
            Audit audit,
            Outbox outbox,
            Telemetry telemetry,
            NotificationConfig config,
            Known known,
            Clock clock) {}

    /// Puts its parts together; [#start(ScheduledExecutorService, Executor)] sets them going.
    public Notifications(Ground ground) {
        this.clock = ground.clock;
        this.readClock = ground.clock.instant();
        this.realm = new Realm(ground.database);
        this.receivers = new ReceiverStore(ground.cipher);
        this.books = new Books(receivers);
        this.ends = ground.telemetry.counter(
                "dotmac_notifications",
                "Messages by kind of receiver and end: sent, failed, retried, folded; alerts that were suppressed.",
                "receiver",
                "end");
        Phrases phrases = new Phrases(ground.config.publicUrl());
        this.config = ground.config;
        this.senders = new Senders(ground.config, clock);
        OnCall onCall = new OnCall(books, ground.known);
        this.heartbeats = new Heartbeats(realm, ground.known, ground.audit, clock);
        this.undelivered = new Undelivered(realm, receivers, ground.known);
        this.intake = new Intake(books, this::wake, clock);
        this.dispatcher =
                new Dispatcher(realm, books, onCall, ground.known, count -> count("", "suppressed", count), clock);
        this.courier = new Courier(receivers, ground.known, ground.config::longest, clock);
        this.postman = new Postman(
                realm, receivers, senders, phrases, ground.outbox, (kind, end) -> count(kind, end, 1), clock);
        Receivers places = new Receivers(realm, receivers, books, ground.audit, clock);
        this.people = new People(realm, books, receivers, ground.known, ground.audit, this::wake, clock);
        Duties duties = new Duties(realm, books, receivers, people, ground.audit, clock);
        this.desk = new Desk(
                realm,
                places,
                duties,
                onCall,
                phrases,
                books,
                receivers,
                deliveries,
                postman,
                ground.known,
                ground.audit,
                clock);
        ground.telemetry.gauge(
                "dotmac_notifications_waiting",
                "Messages that wait to be sent.",
                () -> waiting().getKey());
        ground.telemetry.gauge(
                "dotmac_notification_age_seconds",
                "How long the oldest message waits.",
                () -> waiting()
                        .getValue()
                        .map(first -> Duration.between(first, clock.instant()).toMillis() / 1_000.0)
                        .orElse(0.0));
    }

    /// Its HTTP routes.
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(new ReceiverRoutes(desk).routes());
        routes.addAll(new RoutingRoutes(desk).routes());
        routes.addAll(new DutyRoutes(desk).routes());
        routes.addAll(new ContactRoutes(people).routes());
        routes.addAll(new HeartbeatRoutes(heartbeats).routes());
        return routes;
    }

    /// Its consumers of events.
    public List<EventHandler> handlers() {
        return List.of(intake);
    }

    /// What it does again and again.
    public List<Chore> chores() {
        List<Chore> chores = new ArrayList<>();
        chores.add(new Chore("notifications-clean", Duration.ofHours(1), new Cleaning(realm, clock)::run));
        if (!config.heartbeatUrl().isEmpty()) {
            chores.add(new Chore("heartbeat", config.heartbeatEvery(), this::beat));
        }
        return chores;
    }

    /// Its table whose fields are encrypted anew when the key is changed.
    public static EncryptedTable table(Database database, FieldCipher cipher) {
        return new ReceiverKeys(new Realm(database), new ReceiverStore(cipher));
    }

    /// Tells from now on.
    ///
    /// @param executor one that does not mind blocking
    public void start(ScheduledExecutorService timer, Executor executor) {
        this.executor = executor;
        this.started = true;
        var _ = timer.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /// Begins no further message.
    @Override
    public void close() {
        started = false;
        postman.close();
    }

    /// There may be something to do; it is looked at within a second, so that a flood of news is looked at once.
    void wake() {
        woken.set(true);
    }

    private void tick() {
        boolean look = System.nanoTime() - lookedNanos > LOOK.toNanos();
        if (woken.get() || look || !next.isAfter(clock.instant())) {
            run();
        }
    }

    private void run() {
        if (started && passing.compareAndSet(false, true)) {
            executor.execute(this::pass);
        }
    }

    private void pass() {
        try {
            woken.set(false);
            followClock();
            if (System.nanoTime() - toldAgainNanos >= TELL_AGAIN.toNanos()) {
                toldAgainNanos = System.nanoTime();
                heartbeats.tellAgain();
                undelivered.look();
                people.changed();
            }
            people.lookIfChanged();
            heartbeats.pass();
            dispatcher.pass();
            List<Batch> batches = realm.all(tx -> courier.claim(tx, Set.copyOf(busy)));
            batches.forEach(this::deliver);
            next = realm.all(deliveries::next).orElse(Instant.MAX);
            lookedNanos = System.nanoTime();
        } catch (RuntimeException e) {
            lookedNanos = System.nanoTime();
            next = Instant.MAX; // Looked at again in a while.
            LOG.log(Level.WARNING, "notifications wait cause={0}", e.toString());
        } finally {
            passing.set(false);
        }
    }

    /// Where the clock was ahead and is set right, what was to be looked at by its hours is looked at now.
    private void followClock() {
        Instant now = clock.instant();
        Instant expected = readClock.plusNanos(System.nanoTime() - readClockNanos);
        if (now.plus(SET_BACK).isBefore(expected)) {
            LOG.log(Level.WARNING, "the clock was set back by={0}", Duration.between(now, expected));
            realm.all(tx -> {
                dispatcher.setBack(tx, now);
                courier.setBack(tx, now);
                heartbeats.setBack(tx, now);
                return now;
            });
        }
        readClock = now;
        readClockNanos = System.nanoTime();
    }

    private void deliver(Batch batch) {
        UUID id = batch.receiver().receiver().id();
        busy.add(id);
        if (batch.folded() > 0) {
            count(batch.receiver().receiver().target().kind(), "folded", batch.folded());
        }
        executor.execute(() -> {
            try {
                postman.deliver(batch);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "messages are in doubt receiver=" + id, e);
            } finally {
                busy.remove(id);
                wake();
            }
        });
    }

    /// Tells the outside that all is well, unless messages are stuck: then silence is what tells it. A receiver that is
    /// away while others are told is no reason.
    private void beat() {
        Instant now = clock.instant();
        Optional<Instant> oldest = realm.all(tx -> deliveries.stuck(tx, now.minus(UNTRIED), now.minus(STUCK)));
        if (oldest.isPresent()) {
            LOG.log(Level.WARNING, "heartbeat withheld, messages wait since={0}", oldest.get());
            return;
        }
        if (senders.beat(config.heartbeatUrl()) instanceof Outcome.Later(var error, var after)) {
            LOG.log(Level.WARNING, "heartbeat was not taken error={0}", error);
        }
    }

    private void count(String kind, String end, int count) {
        ends.labels(kind, end).inc(count);
    }

    private Map.Entry<Long, Optional<Instant>> waiting() {
        try {
            return realm.all(deliveries::waiting);
        } catch (DatabaseUnavailable e) {
            return Map.entry(0L, Optional.empty());
        }
    }
}
