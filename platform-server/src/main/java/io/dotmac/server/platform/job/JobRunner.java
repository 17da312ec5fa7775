package io.dotmac.server.platform.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.job.Job.State;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.platform.telemetry.TraceContext;
import io.prometheus.client.Counter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Runs jobs and chores in this process, at most so many at a time. A job that fails is tried again after a pause that
/// doubles; one whose process died is run anew by another.
public final class JobRunner implements AutoCloseable {
    private static final Logger LOG = System.getLogger(JobRunner.class.getName());
    private static final Duration LAST_WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final JobConfig config;
    private final Jobs jobs;
    private final Map<String, JobHandler> handlers;
    private final Counter counter;
    private final Telemetry telemetry;
    private final Clock clock;
    private final ExecutorService workers;
    private final Scheduler scheduler;

    /// Runs nothing before [#start()].
    public JobRunner(
            JobConfig config,
            Database database,
            Jobs jobs,
            List<JobHandler> handlers,
            List<Chore> chores,
            Telemetry telemetry,
            Clock clock) {
        this.config = config;
        this.jobs = jobs;
        this.clock = clock;
        this.telemetry = telemetry;
        this.handlers = handlers.stream().collect(Collectors.toMap(JobHandler::kind, Function.identity()));
        this.counter = telemetry.counter("dotmac_jobs_total", "Jobs and chores by kind and end.", "kind", "end");
        this.workers = Executors.newFixedThreadPool(
                config.workers(), Thread.ofVirtual().name("job-", 0).factory());
        List<RecurringTask<Void>> recurring =
                chores.stream().map(this::recurring).toList();
        Task<Void> oneTime = Tasks.oneTime(Jobs.TASK)
                .onFailure(this::failed)
                .execute((instance, context) -> run(UUID.fromString(instance.getId())));
        this.scheduler = Scheduler.create(database.dataSource(), oneTime)
                .startTasks(recurring)
                .threads(config.workers())
                .executorService(workers)
                .pollingInterval(config.poll())
                .heartbeatInterval(config.heartbeat())
                .missedHeartbeatsLimit(4)
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false)) // else it asks the database here
                .schedulerName(new SchedulerName.Fixed("dotmac-" + UUID.randomUUID()))
                .commitWhenAutocommitDisabled(true)
                .shutdownMaxWait(LAST_WAIT)
                .failureLogging(LogLevel.OFF, false)
                .build();
        jobs.onCommit(scheduler::triggerCheckForDueExecutions);
    }

    /// Begins to run jobs and chores.
    public void start() {
        scheduler.start();
    }

    /// Lets what runs end; what does not in 10 s is interrupted and handed back to the queue.
    @Override
    public void close() {
        scheduler.stop();
        workers.shutdownNow();
    }

    private RecurringTask<Void> recurring(Chore chore) {
        return Tasks.recurring("chore-" + chore.name(), FixedDelay.of(chore.every()))
                .execute((instance, context) -> {
                    try {
                        telemetry.background().run("chore " + chore.name(), Optional.empty(), () -> {
                            chore.work().run();
                            return true;
                        });
                        counter.labels(chore.name(), "done").inc();
                    } catch (RuntimeException e) {
                        counter.labels(chore.name(), "failed").inc();
                        LOG.log(
                                Level.WARNING,
                                "chore failed, done again next time name={0} cause={1}",
                                chore.name(),
                                e.toString());
                    }
                });
    }

    private void run(UUID id) {
        Optional<Job> begun = jobs.store().begin(id, clock.instant());
        if (begun.isEmpty()) {
            return;
        }
        Job job = begun.get();
        JobHandler handler = handlers.get(job.kind());
        if (handler == null) {
            throw new IllegalStateException("nobody does jobs of kind " + job.kind());
        }
        String trace = telemetry.tracing().isOn() ? jobs.store().trace(id) : "";
        Object result =
                telemetry.background().run("job " + job.kind(), TraceContext.of(trace), () -> attempt(handler, job));
        jobs.store().done(id, result, clock.instant());
        counter.labels(job.kind(), "done").inc();
    }

    private Object attempt(JobHandler handler, Job job) {
        try {
            return handler.run(job, percent -> jobs.store().progress(job.id(), percent));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void failed(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        UUID id = UUID.fromString(complete.getExecution().taskInstance.getId());
        boolean interrupted = Thread.interrupted(); // the server stops: handed back at once, and no attempt is lost
        String error = complete.getCause().map(Throwable::toString).orElse("unknown");
        int attempts = complete.getExecution().consecutiveFailures + 1;
        if (!interrupted && attempts >= config.attempts()) {
            jobs.store().failed(id, State.DEAD, error, clock.instant());
            operations.remove();
            counter.labels(Jobs.TASK, "dead").inc();
            LOG.log(Level.ERROR, "job given up id={0} attempts={1} cause={2}", id, attempts, error);
            return;
        }
        jobs.store().failed(id, State.QUEUED, error, clock.instant());
        counter.labels(Jobs.TASK, "failed").inc();
        LOG.log(Level.WARNING, "job failed, tried again id={0} attempts={1} cause={2}", id, attempts, error);
        Duration pause = interrupted ? Duration.ZERO : pause(attempts);
        operations.reschedule(complete, complete.getTimeDone().plus(pause));
    }

    private Duration pause(int attempts) {
        Duration pause = config.retryPause().multipliedBy(1L << Math.min(attempts - 1, 20));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
