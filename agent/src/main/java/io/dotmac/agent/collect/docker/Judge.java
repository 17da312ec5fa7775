package io.dotmac.agent.collect.docker;

import io.dotmac.agent.collect.Exit;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Says how a container is and why, from its inspection and from what happened to it. Pure.
///
/// Exit code 137 alone is not a kill for memory: that is what an `oom` event or the engine's `OOMKilled` says. What
/// somebody stopped through the engine is worth knowing, no more; an end that is a day old is no news.
final class Judge {
    private static final Duration SETTLED = Duration.ofSeconds(2);
    private static final int LOOP = 3;
    private static final int FLAPS = 4;
    private static final Duration OLD = Duration.ofHours(24);
    private static final int KILLED = 137;
    private static final int MAX_OUTPUT = 160;

    private Judge() {}

    static Verdict of(Inspected container, History history, Instant now) {
        return switch (container.phase()) {
            case CREATED -> created(container);
            case RUNNING -> running(container, history, now);
            case PAUSED -> new Verdict(Health.DEGRADED, Severity.MINOR, "paused by hand");
            case RESTARTING -> restarting(container, history, now);
            case EXITED -> exited(container, history, now);
            case REMOVING -> new Verdict(Health.DOWN, Severity.OK, "being removed");
            case DEAD -> new Verdict(Health.DOWN, Severity.MAJOR, told("dead, cannot be removed", container.error()));
            case ABSENT, UNKNOWN -> new Verdict(Health.UNKNOWN, Severity.STALE, "the engine tells no known state");
        };
    }

    private static Verdict created(Inspected container) {
        if (!container.error().isEmpty() || container.exitCode() != 0) {
            return new Verdict(
                    Health.DOWN,
                    Severity.MAJOR,
                    told("cannot start, " + Exit.words(container.exitCode()), container.error()));
        }
        return new Verdict(Health.DOWN, Severity.INFO, "created, never started");
    }

    private static Verdict running(Inspected container, History history, Instant now) {
        if (loops(history, now)) {
            return new Verdict(Health.DOWN, Severity.CRITICAL, loop(container, history, now));
        }
        Optional<Inspected.Check> bad =
                container.check().filter(check -> check.status().equals("unhealthy"));
        if (bad.isPresent()) {
            Inspected.Check check = bad.get();
            String output = firstLine(check.output());
            return new Verdict(
                    Health.DEGRADED,
                    Severity.MAJOR,
                    told("unhealthy, check failed " + times(check.failures()) + " in a row", output));
        }
        Optional<Instant> oom = history.lastOom(now);
        if (oom.isPresent()) {
            // The end of the container itself comes a moment after the event.
            boolean settled = oom.get().isBefore(now.minus(SETTLED));
            boolean child =
                    container.startedAt().filter(at -> at.isBefore(oom.get())).isPresent();
            return new Verdict(
                    Health.DEGRADED,
                    Severity.MAJOR,
                    oom(container, history, now)
                            + (child ? settled ? ", a child process was killed" : "" : ", restarted"));
        }
        if (history.healthChanges(now) >= FLAPS) {
            return new Verdict(
                    Health.DEGRADED,
                    Severity.MINOR,
                    "flapping, its health changed " + times(history.healthChanges(now)) + " in 10 min");
        }
        boolean came = history.starts(now) > 1 || history.restarts(now) > 0;
        return came
                ? new Verdict(Health.UP, Severity.INFO, "restarted after " + end(container, history))
                : Verdict.FINE;
    }

    private static Verdict restarting(Inspected container, History history, Instant now) {
        String cause = loops(history, now) || container.restarts() >= LOOP
                ? loop(container, history, now)
                : "restarting after " + whyEnded(container, history, now);
        return new Verdict(Health.DOWN, Severity.CRITICAL, cause);
    }

    private static Verdict exited(Inspected container, History history, Instant now) {
        boolean old =
                container.finishedAt().filter(at -> at.isBefore(now.minus(OLD))).isPresent();
        Optional<History.Death> byHand = history.death().filter(History.Death::byHand);
        if (byHand.isPresent() && !container.oomKilled()) {
            return new Verdict(Health.DOWN, Severity.INFO, byHand(byHand.get(), container.exitCode()));
        }
        if (container.oomKilled() || history.ooms(now) > 0) {
            String code = container.exitCode() == KILLED ? "" : ", " + Exit.words(container.exitCode());
            return new Verdict(
                    Health.DOWN,
                    old ? Severity.INFO : Severity.CRITICAL,
                    oom(container, history, now) + code + gaveUp(container));
        }
        if (container.exitCode() == 0 && container.error().isEmpty()) {
            return done(container);
        }
        String why = told(whyEnded(container, history, now), container.error());
        Severity severity = gaveUp(container).isEmpty() ? Severity.MAJOR : Severity.CRITICAL;
        return new Verdict(Health.DOWN, old ? Severity.INFO : severity, why + gaveUp(container));
    }

    private static Verdict done(Inspected container) {
        boolean shouldRun =
                container.policy().equals("always") || container.policy().equals("unless-stopped");
        return shouldRun
                ? new Verdict(Health.DOWN, Severity.INFO, "ended, exit 0, though its policy is " + container.policy())
                : new Verdict(Health.UP, Severity.OK, "done, exit 0");
    }

    private static boolean loops(History history, Instant now) {
        return history.starts(now) >= LOOP || history.restarts(now) >= LOOP;
    }

    private static String loop(Inspected container, History history, Instant now) {
        int starts = Math.max(history.starts(now), history.restarts(now));
        String often = starts >= LOOP ? ", " + starts + " starts in 10 min" : ", " + container.restarts() + " restarts";
        boolean oom = history.ooms(now) > 0;
        return oom
                ? oom(container, history, now) + ", restart loop"
                : "restart loop" + often + ", " + end(container, history);
    }

    private static String oom(Inspected container, History history, Instant now) {
        String where = container.memoryLimit() > 0
                ? "OOM at " + Exit.size(container.memoryLimit()) + " limit"
                : "OOM, the machine ran out of memory";
        int times = history.ooms(now);
        return times > 1 ? where + ", " + Exit.ordinal(times) + " in 10 min" : where;
    }

    private static String whyEnded(Inspected container, History history, Instant now) {
        if (history.ooms(now) > 0) {
            return oom(container, history, now);
        }
        Optional<History.Death> death = history.death();
        if (death.filter(History.Death::byHand).isPresent()) {
            return byHand(death.get(), container.exitCode());
        }
        if (container.exitCode() == KILLED) {
            return death.isPresent()
                    ? "exit 137, SIGKILL from outside the engine, not OOM"
                    : "exit 137, SIGKILL, not OOM, by whom is not known";
        }
        return Exit.words(container.exitCode());
    }

    private static String byHand(History.Death death, int exitCode) {
        String code = exitCode == 0 ? ", exit 0" : ", " + Exit.words(exitCode);
        if (death.stopped()) {
            return "stopped by hand" + code;
        }
        return "killed by hand with "
                + death.kill().map(kill -> Exit.signal(kill.signal())).orElse("a signal") + code;
    }

    /// How it ended before it was started again; while it runs the engine shows exit code 0.
    private static String end(Inspected container, History history) {
        return Exit.words(history.death().map(History.Death::exitCode).orElse(container.exitCode()));
    }

    private static String gaveUp(Inspected container) {
        boolean up = container.policyMax() > 0 && container.restarts() >= container.policyMax();
        return up ? ", given up after " + container.restarts() + " restarts" : "";
    }

    private static String told(String what, String detail) {
        return detail.isEmpty() ? what : what + ": " + firstLine(detail);
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("").strip();
        return line.length() > MAX_OUTPUT ? line.substring(0, MAX_OUTPUT) + "…" : line;
    }

    private static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }
}
