package io.dotmac.agent.collect.docker;

import io.dotmac.agent.collect.Exit;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One container as it is known, and what was last told of it. For use under the lock of [ContainerBook].
final class Tracked {
    private static final int MAX_CAUSE = 500;
    private static final int MAX_IMAGE = 512;

    private final History history;
    private Inspected inspected;
    private @Nullable Usage usage;
    private Optional<Double> cpuPercent = Optional.empty();
    private @Nullable ContainerState told;

    Tracked(Inspected inspected, History history) {
        this.inspected = inspected;
        this.history = history;
    }

    Inspected inspected() {
        return inspected;
    }

    Optional<ContainerState> told() {
        return Optional.ofNullable(told);
    }

    String cause() {
        return told == null ? "" : told.cause();
    }

    Severity severity() {
        return told == null ? Severity.OK : told.severity();
    }

    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        cpuPercent.ifPresent(value -> samples.add(new Sample(Metrics.CONTAINER_CPU_PERCENT, name(), value)));
        Usage read = usage;
        if (read != null) {
            read.memoryBytes()
                    .ifPresent(bytes -> samples.add(Sample.of(Metrics.CONTAINER_MEMORY_BYTES, name(), bytes)));
        }
        return samples;
    }

    String name() {
        return cut(inspected.name(), ContainerState.MAX_NAME);
    }

    void inspected(Inspected next) {
        inspected = next;
        if (next.phase() != ContainerPhase.RUNNING) {
            usage = null;
            cpuPercent = Optional.empty();
        }
    }

    void used(Usage next) {
        Usage before = usage;
        cpuPercent = before == null ? Optional.empty() : next.cpuPercentSince(before);
        usage = next;
    }

    /// How it is now; empty when nothing that is worth telling changed.
    Optional<ContainerState> news(String runtime, boolean engineUp, Instant now) {
        history.counted(now, inspected.restarts());
        Verdict verdict = engineUp
                ? Judge.of(inspected, history, now)
                : new Verdict(Health.UNKNOWN, Severity.STALE, "its engine does not answer");
        ContainerState next = state(runtime, engineUp, verdict, now);
        ContainerState before = told;
        if (before != null && same(before, next)) {
            return Optional.empty();
        }
        told = next;
        return Optional.of(next);
    }

    private static boolean same(ContainerState before, ContainerState next) {
        return before.equals(at(next, before.checkedAt()));
    }

    private ContainerState state(String runtime, boolean engineUp, Verdict verdict, Instant now) {
        ContainerPhase phase = engineUp ? inspected.phase() : ContainerPhase.UNKNOWN;
        Usage read = usage;
        boolean ended = phase == ContainerPhase.EXITED || phase == ContainerPhase.DEAD;
        return new ContainerState(
                name(),
                runtime,
                cut(inspected.id(), 64),
                cut(inspected.image(), MAX_IMAGE),
                phase,
                verdict.health(),
                verdict.severity(),
                engineUp ? Optional.empty() : Optional.of(UnknownReason.STALE),
                cut(verdict.cause(), MAX_CAUSE),
                ended ? Optional.of(inspected.exitCode()) : history.death().map(History.Death::exitCode),
                inspected.restarts(),
                inspected.startedAt(),
                inspected.finishedAt(),
                engineUp ? cpuPercent : Optional.empty(),
                engineUp && read != null ? read.memoryBytes() : Optional.empty(),
                Optional.of(inspected.memoryLimit()).filter(limit -> limit > 0),
                inspected.project().map(text -> cut(text, 255)),
                inspected.service().map(text -> cut(text, 255)),
                inspected.ports(),
                since(phase, verdict, now),
                now,
                facts(now));
    }

    /// A loop between running and restarting is one state, not many.
    private Instant since(ContainerPhase phase, Verdict verdict, Instant now) {
        ContainerState before = told;
        if (before == null) {
            return (phase == ContainerPhase.RUNNING ? inspected.startedAt() : inspected.finishedAt()).orElse(now);
        }
        boolean turned = before.health() != verdict.health()
                || before.severity() != verdict.severity()
                || (before.phase() != phase && verdict.health() != Health.DOWN);
        return turned ? now : before.since();
    }

    private Map<String, String> facts(Instant now) {
        Map<String, String> facts = new HashMap<>();
        facts.put("restart_policy", inspected.policy());
        facts.put("oom_killed", Boolean.toString(inspected.oomKilled()));
        facts.put("ooms_in_10_min", Integer.toString(history.ooms(now)));
        facts.put("starts_in_10_min", Integer.toString(history.starts(now)));
        inspected.check().ifPresent(check -> facts.put("health_check", check.status()));
        if (!inspected.error().isEmpty()) {
            facts.put("error", cut(inspected.error(), MAX_CAUSE));
        }
        history.death()
                .flatMap(History.Death::kill)
                .ifPresent(kill -> facts.put("killed_by", Exit.signal(kill.signal())));
        return facts;
    }

    private static ContainerState at(ContainerState state, Instant checkedAt) {
        return new ContainerState(
                state.name(),
                state.runtime(),
                state.id(),
                state.image(),
                state.phase(),
                state.health(),
                state.severity(),
                state.reason(),
                state.cause(),
                state.exitCode(),
                state.restarts(),
                state.startedAt(),
                state.finishedAt(),
                state.cpuPercent(),
                state.memoryBytes(),
                state.memoryLimitBytes(),
                state.project(),
                state.service(),
                state.ports(),
                state.since(),
                checkedAt,
                state.facts());
    }

    /// Without control characters, at most so long.
    static String cut(String text, int max) {
        StringBuilder line = new StringBuilder(text.length() > max ? text.substring(0, max) : text);
        for (int at = 0; at < line.length(); at++) {
            if (Character.isISOControl(line.charAt(at))) {
                line.setCharAt(at, ' ');
            }
        }
        return line.toString();
    }
}
