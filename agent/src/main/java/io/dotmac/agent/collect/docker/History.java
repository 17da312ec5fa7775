package io.dotmac.agent.collect.docker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What happened to one container in the last ten minutes, as far as events and inspections tell. Not safe for several
/// threads.
final class History {
    /// How far back it counts.
    static final Duration WINDOW = Duration.ofMinutes(10);

    /// A kill explains an end that comes this soon after it.
    private static final Duration KILL_EXPLAINS = Duration.ofSeconds(15);

    private static final int MOST = 100;

    private final Deque<Instant> ooms = new ArrayDeque<>();
    private final Deque<Instant> starts = new ArrayDeque<>();
    private final Deque<Instant> healthChanges = new ArrayDeque<>();
    private final Deque<Counted> counts = new ArrayDeque<>();
    private @Nullable Kill kill;
    private @Nullable Death death;
    private boolean stopped;

    /// How often the engine had restarted it at one moment.
    private record Counted(Instant at, int restarts) {}

    /// A signal that somebody sent through the engine.
    ///
    /// @param at engine's clock
    /// @param signal its number
    record Kill(Instant at, int signal) {}

    /// The last end.
    ///
    /// @param at engine's clock
    /// @param exitCode as told
    /// @param kill that came before it through the engine
    /// @param stopped whether it was a `docker stop` or `docker restart`
    record Death(Instant at, int exitCode, Optional<Kill> kill, boolean stopped) {
        /// Whether somebody wanted it.
        boolean byHand() {
            return stopped || kill.isPresent();
        }
    }

    /// Takes an event over.
    void note(DockerEvent event) {
        switch (event.action()) {
            case "oom" -> add(ooms, event.at());
            case "kill" -> kill = new Kill(event.at(), event.number("signal").orElse(0));
            case "die" -> died(event);
            case "stop" -> stopped();
            case "start" -> started(event.at());
            default -> {
                if (event.action().startsWith("health_status: ")
                        && !event.action().endsWith("running")) {
                    add(healthChanges, event.at());
                }
            }
        }
    }

    private void died(DockerEvent event) {
        Kill before = kill;
        boolean explains = before != null
                && ends(before.signal())
                && Duration.between(before.at(), event.at()).compareTo(KILL_EXPLAINS) <= 0;
        death = new Death(
                event.at(),
                event.number("exitCode").orElse(0),
                explains ? Optional.ofNullable(before) : Optional.empty(),
                false);
        stopped = false;
        kill = null;
    }

    /// Comes after the end.
    private void stopped() {
        stopped = true;
        Death last = death;
        if (last != null) {
            death = new Death(last.at(), last.exitCode(), last.kill(), true);
        }
    }

    /// A start that somebody wanted begins a new count.
    private void started(Instant at) {
        if (stopped) {
            starts.clear();
            stopped = false;
        }
        kill = null;
        add(starts, at);
    }

    /// HUP, USR1 and such are asked for without an end in mind.
    private static boolean ends(int signal) {
        return signal == 2 || signal == 3 || signal == 6 || signal == 9 || signal == 15;
    }

    /// Takes the engine's count of restarts over, for what happened before the first event.
    void counted(Instant now, int restarts) {
        Counted last = counts.peekLast();
        if (last == null || last.restarts() != restarts) {
            counts.addLast(new Counted(now, restarts));
        }
        while (counts.size() > MOST) {
            counts.removeFirst();
        }
    }

    int ooms(Instant now) {
        return recent(ooms, now);
    }

    Optional<Instant> lastOom(Instant now) {
        forget(ooms, now);
        return Optional.ofNullable(ooms.peekLast());
    }

    /// Starts since somebody last wanted one.
    int starts(Instant now) {
        return recent(starts, now);
    }

    int healthChanges(Instant now) {
        return recent(healthChanges, now);
    }

    /// By how much the engine's count of restarts grew.
    int restarts(Instant now) {
        while (counts.size() > 1 && counts.getFirst().at().isBefore(now.minus(WINDOW))) {
            counts.removeFirst();
        }
        Counted first = counts.peekFirst();
        Counted last = counts.peekLast();
        return first == null || last == null ? 0 : Math.max(0, last.restarts() - first.restarts());
    }

    Optional<Death> death() {
        return Optional.ofNullable(death);
    }

    private static void add(Deque<Instant> moments, Instant at) {
        moments.addLast(at);
        while (moments.size() > MOST) {
            moments.removeFirst();
        }
    }

    private static int recent(Deque<Instant> moments, Instant now) {
        forget(moments, now);
        return moments.size();
    }

    private static void forget(Deque<Instant> moments, Instant now) {
        while (!moments.isEmpty() && moments.getFirst().isBefore(now.minus(WINDOW))) {
            moments.removeFirst();
        }
    }
}
