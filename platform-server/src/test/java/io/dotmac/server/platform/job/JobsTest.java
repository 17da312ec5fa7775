package io.dotmac.server.platform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.ServerConfig;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.job.Job.State;
import io.dotmac.server.platform.secret.Identity;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.platform.telemetry.Tracing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JobsTest {
    private static String name;
    private static Database database;
    private static TenantId acme;
    private static TenantId bolt;
    private final List<JobRunner> runners = new ArrayList<>();
    private static Jobs jobs;

    @BeforeAll
    static void start() {
        name = TestPlatform.copy();
        database = new Database(config(Map.of()).database(), new Telemetry());
        jobs = new Jobs(database, Clock.systemUTC(), Tracing.OFF);
        acme = tenant("acme");
        bolt = tenant("bolt");
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @AfterEach
    void stopRunners() {
        runners.forEach(JobRunner::close);
    }

    record Size(int size) {}

    @Test
    void jobIsDoneAndTellsItsResult() {
        run(Map.of(), handler("measure", (job, progress) -> {
            progress.accept(50);
            return new Size(job.parameters(Size.class).size() * 2);
        }));

        Job job = enqueue(acme, "measure", new Size(21));

        Job done = waitFor(job, State.DONE);
        assertThat(done.result().orElseThrow().get("size").asInt()).isEqualTo(42);
        assertThat(done.progress()).isEqualTo(100);
        assertThat(done.attempts()).isEqualTo(1);
    }

    @Test
    void jobOfATransactionThatIsRolledBackDoesNotExist() {
        AtomicInteger runs = new AtomicInteger();
        run(Map.of(), handler("undo", (job, progress) -> runs.incrementAndGet()));

        assertThatThrownBy(() -> database.transaction(acme, tx -> {
                    jobs.enqueue(tx, caller(acme), "undo", Map.of());
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");
        waitFor(enqueue(acme, "undo", Map.of()), State.DONE);

        assertThat(runs).hasValue(1);
    }

    @Test
    void jobOfAnotherTenantDoesNotExist() {
        Job job = enqueue(acme, "private", Map.of());

        assertThatThrownBy(() -> jobs.find(caller(bolt), job.id()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void failureIsTriedAgainAndAfterTheLastAttemptTheJobIsDeadUntilReplayed() {
        AtomicInteger runs = new AtomicInteger();
        run(Map.of("JOB__ATTEMPTS", "3"), handler("fragile", (job, progress) -> {
            if (runs.incrementAndGet() <= 3) {
                throw new IllegalStateException("attempt " + runs);
            }
            return Map.of();
        }));

        Job job = enqueue(acme, "fragile", Map.of());
        Job dead = waitFor(job, State.DEAD);
        assertThat(dead.attempts()).isEqualTo(3);
        assertThat(dead.error()).contains("attempt 3");
        assertThat(jobs.depth().get(State.DEAD)).isPositive();

        jobs.replay(Optional.of(acme), job.id(), (tx, before) -> {});
        waitFor(job, State.DONE);
        assertThat(runs).hasValue(4);
    }

    @Test
    void asManyRunAtATimeAsTheSettingSays() throws InterruptedException {
        Semaphore gate = new Semaphore(0);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        run(Map.of("JOB__WORKERS", "3"), handler("slow", (job, progress) -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            gate.acquire();
            atOnce.decrementAndGet();
            return Map.of();
        }));

        List<Job> all = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            all.add(enqueue(acme, "slow", Map.of()));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> atOnce.get() == 3);
        gate.release(9);
        all.forEach(job -> waitFor(job, State.DONE));

        assertThat(most).hasValue(3);
    }

    @Test
    void twoProcessesDoEachTickOfAChoreOnce() {
        AtomicInteger ticks = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Chore chore = new Chore("tick-" + UUID.randomUUID(), Duration.ofSeconds(1), () -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            database.shared(handle -> handle.createQuery("select 1 from pg_sleep(0.2)")
                    .mapTo(Integer.class)
                    .one());
            ticks.incrementAndGet();
            atOnce.decrementAndGet();
        });
        long start = System.nanoTime();
        runWith(Map.of(), List.of(), List.of(chore));
        runWith(Map.of(), List.of(), List.of(chore));

        await().atMost(Duration.ofSeconds(30)).until(() -> ticks.get() >= 4);

        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        assertThat(most).hasValue(1);
        assertThat(ticks.get()).isLessThanOrEqualTo((int) seconds + 1);
    }

    @Test
    void jobUnderWayWhenItsProcessStopsIsHandedBackAndDoneByAnother() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        JobRunner first = run(Map.of(), handler("long", (job, progress) -> {
            begun.countDown();
            never.await();
            return Map.of();
        }));
        Job job = enqueue(acme, "long", Map.of());
        begun.await();

        runners.remove(first);
        first.close();
        run(Map.of(), handler("long", (again, progress) -> new Size(1)));

        assertThat(waitFor(job, State.DONE).attempts()).isEqualTo(2);
    }

    private interface Body {
        Object run(Job job, IntConsumer progress) throws InterruptedException;
    }

    private static JobHandler handler(String kind, Body body) {
        return new JobHandler() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public Object run(Job job, IntConsumer progress) throws InterruptedException {
                return body.run(job, progress);
            }
        };
    }

    private JobRunner run(Map<String, String> variables, JobHandler handler) {
        return runWith(variables, List.of(handler), List.of());
    }

    private JobRunner runWith(Map<String, String> variables, List<JobHandler> handlers, List<Chore> chores) {
        JobRunner runner = new JobRunner(
                config(variables).job(), database, jobs, handlers, chores, new Telemetry(), Clock.systemUTC());
        runners.add(runner);
        runner.start();
        return runner;
    }

    private Job enqueue(TenantId tenant, String kind, Object parameters) {
        return database.transaction(tenant, tx -> jobs.enqueue(tx, caller(tenant), kind, parameters));
    }

    private Job waitFor(Job job, State state) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> jobs.find(caller(acme), job.id()).state() == state);
        return jobs.find(caller(acme), job.id());
    }

    private static Caller caller(TenantId tenant) {
        return new Caller(
                new Identity(
                        Identity.Kind.USER, UUID.randomUUID(), Optional.of(new Identity.Home(tenant, "x")), "operator"),
                Set.of());
    }

    private static TenantId tenant(String slug) {
        return database.shared(handle -> handle.createQuery("select id from tenants where slug = :slug")
                .bind("slug", slug)
                .mapTo(UUID.class)
                .map(TenantId::new)
                .one());
    }

    private static ServerConfig config(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(Map.of("JOB__POLL", "200ms", "JOB__RETRY_PAUSE", "50ms"));
        all.putAll(variables);
        return TestPlatform.config(name, all);
    }
}
