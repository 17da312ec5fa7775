package io.dotmac.server.ops;

import io.dotmac.server.audit.Actor;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.job.Job;
import io.dotmac.server.platform.job.Job.State;
import io.dotmac.server.platform.job.Jobs;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import io.dotmac.server.platform.secret.Identity.Home;
import java.util.List;
import java.util.UUID;

/// Paths by which people follow jobs. Everybody sees those of his tenant, platform staff all.
public final class JobRoutes {
    private static final ListSpec JOBS = ListSpec.keyed("id", ValueType.UUID)
            .filterable("kind", ValueType.TEXT)
            .filterable("state", ValueType.choice(State.class))
            .filterable("created_at", ValueType.TIME)
            .orderedBy("-id");

    private final Jobs jobs;
    private final Replays replays;

    /// @param jobs that are shown
    /// @param replays of those that were given up
    public JobRoutes(Jobs jobs, Replays replays) {
        this.jobs = jobs;
        this.replays = replays;
    }

    /// How many jobs there are in each state but done.
    ///
    /// @param queued that wait
    /// @param running under way
    /// @param dead that were given up
    record Queue(long queued, long running, long dead) {}

    /// All paths.
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/jobs", Access.loggedIn(), this::list)
                        .as("listJobs", "Tells which jobs there are and how they stand, the latest first")
                        .lists("job", Job.class, JOBS),
                Route.get("/api/v1/jobs/{id}", Access.loggedIn(), this::show)
                        .as("showJob", "Tells how a job stands")
                        .gives("job", Job.class)
                        .refuses(404),
                Route.post("/api/v1/jobs/{id}/replay", Access.needs(Permission.JOB_WRITE), this::replay)
                        .as("replayJob", "Has a dead job run again")
                        .gives("job", Job.class)
                        .refuses(404, 409),
                Route.get("/api/v1/job-queue", Access.needs(Permission.JOB_READ), this::queue)
                        .as("showJobQueue", "Tells how many jobs wait, run, are dead")
                        .tagged("jobs")
                        .gives("job-queue", Queue.class));
    }

    private Answer list(Call call) {
        ListQuery query = call.list();
        return Documents.page(call, query.page(jobs.list(call.caller().tenant().map(Home::id), query)), Job::id);
    }

    private Answer show(Call call) {
        Job job = jobs.find(call.caller(), id(call));
        return Documents.one(call, "job", job.id().toString(), job);
    }

    private Answer replay(Call call) {
        Job job = replays.job(call.caller().tenant().map(Home::id), Actor.of(call.caller()), id(call));
        return Documents.one(call, "job", job.id().toString(), job);
    }

    private Answer queue(Call call) {
        var depth = jobs.depth();
        Queue queue = new Queue(
                depth.getOrDefault(State.QUEUED, 0L),
                depth.getOrDefault(State.RUNNING, 0L),
                depth.getOrDefault(State.DEAD, 0L));
        return Documents.one(call, "job-queue", "now", queue);
    }

    private static UUID id(Call call) {
        return UUID.fromString(call.parameter("id"));
    }
}
