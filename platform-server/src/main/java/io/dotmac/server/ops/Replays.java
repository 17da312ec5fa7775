package io.dotmac.server.ops;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.audit.Actor;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.event.DeadLetter;
import io.dotmac.server.platform.event.DeadLetters;
import io.dotmac.server.platform.job.Job;
import io.dotmac.server.platform.job.Job.State;
import io.dotmac.server.platform.job.Jobs;
import java.util.Optional;
import java.util.UUID;

/// Has done again what was given up, and notes who wanted it. Safe for use by several threads.
public final class Replays {
    private final Jobs jobs;
    private final DeadLetters letters;
    private final Audit audit;

    /// Works on the queue and on the letters.
    public Replays(Jobs jobs, DeadLetters letters, Audit audit) {
        this.jobs = jobs;
        this.letters = letters;
        this.audit = audit;
    }

    /// How a job stands, for the audit log, which must not learn what is in it.
    private record JobState(String kind, State state) {}

    /// A letter for the audit log, which must not learn what is in it.
    private record Letter(String consumer, String type, UUID eventId) {}

    /// Puts a dead job back into the queue.
    ///
    /// @param tenant whose; all jobs if empty
    public Job job(Optional<TenantId> tenant, Actor actor, UUID id) {
        return jobs.replay(
                tenant,
                id,
                (tx, dead) -> audit.record(
                        tx,
                        actor,
                        Entry.changed(
                                "job.replayed",
                                "job",
                                id,
                                new JobState(dead.kind(), dead.state()),
                                new JobState(dead.kind(), State.QUEUED))));
    }

    /// Has an event told again to the consumer that could not deal with it.
    ///
    /// @param tenant whose; all letters if empty
    public DeadLetter letter(Optional<TenantId> tenant, Actor actor, UUID id) {
        return letters.replay(
                tenant,
                id,
                (tx, letter) -> audit.record(
                        tx,
                        actor,
                        Entry.removed(
                                "dead-letter.replayed",
                                "dead-letter",
                                id,
                                new Letter(
                                        letter.consumer(),
                                        letter.event().type(),
                                        letter.event().id()))));
    }
}
