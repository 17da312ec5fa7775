package io.dotmac.server;

import io.dotmac.server.ServerProcess.Part;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.DatabaseUnavailable;
import io.dotmac.server.platform.event.EventHandler;
import io.dotmac.server.platform.event.Events;
import io.dotmac.server.platform.event.Outbox;
import io.dotmac.server.platform.job.Chore;
import io.dotmac.server.platform.job.Job.State;
import io.dotmac.server.platform.job.JobHandler;
import io.dotmac.server.platform.job.JobRunner;
import io.dotmac.server.platform.job.Jobs;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is done beside requests: the outbox and its relay in every process, consumers and jobs where they belong.
final class Background {
    private final Events events;
    private final Optional<JobRunner> runner;

    /// What features bring.
    ///
    /// @param handlers consumers of events
    /// @param jobHandlers kinds of jobs
    /// @param chores what comes again and again
    record Work(List<EventHandler> handlers, List<JobHandler> jobHandlers, List<Chore> chores) {}

    /// What it stands on.
    record Base(Database database, Redis redis, Outbox outbox, Jobs jobs, Telemetry telemetry, Clock clock) {}

    Background(ServerConfig config, ServerProcess process, Base base, Work work) {
        this.events = new Events(
                config.event(),
                base.database,
                base.redis,
                base.outbox,
                process.does(Part.EVENTS) ? work.handlers : List.of(),
                base.telemetry,
                base.clock);
        List<Chore> chores = new ArrayList<>(work.chores);
        chores.add(new Chore("events-clean", Duration.ofHours(1), events::clean));
        chores.add(new Chore(
                "jobs-clean",
                Duration.ofHours(1),
                () -> base.jobs.clean(config.job().keep())));
        base.telemetry.gauge(
                "dotmac_jobs_waiting", "Jobs that wait for a worker.", () -> depth(base.jobs, State.QUEUED));
        base.telemetry.gauge("dotmac_jobs_dead", "Jobs that were given up.", () -> depth(base.jobs, State.DEAD));
        this.runner = process.does(Part.JOBS)
                ? Optional.of(new JobRunner(
                        config.job(), base.database, base.jobs, work.jobHandlers, chores, base.telemetry, base.clock))
                : Optional.empty();
    }

    void start() {
        events.start();
        runner.ifPresent(JobRunner::start);
    }

    void closeJobs() {
        runner.ifPresent(JobRunner::close);
    }

    void closeEvents() {
        events.close();
    }

    private static double depth(Jobs jobs, State state) {
        try {
            return jobs.depth().getOrDefault(state, 0L);
        } catch (DatabaseUnavailable e) {
            return Double.NaN;
        }
    }
}
