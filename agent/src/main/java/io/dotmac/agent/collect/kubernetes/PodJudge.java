package io.dotmac.agent.collect.kubernetes;

import io.dotmac.agent.collect.Exit;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateTerminated;
import io.kubernetes.client.openapi.models.V1ContainerStateWaiting;
import io.kubernetes.client.openapi.models.V1ContainerStatus;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says how a pod is: the worst that any of its containers shows, init containers first. Pure.
///
/// A pod's phase is `Running` while a container crashes again and again, and a count of restarts says nothing of now;
/// hence what counts is why a container waits, and whether its last end is less than ten minutes ago.
final class PodJudge {
    private static final Duration RECENT = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PAST_GRACE = Duration.ofSeconds(60);
    private static final Set<String> BROKEN = Set.of(
            "CrashLoopBackOff",
            "ImagePullBackOff",
            "ErrImagePull",
            "InvalidImageName",
            "ErrImageNeverPull",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError");
    private static final String OOM = "OOMKilled";

    private PodJudge() {}

    static Opinion of(V1Pod pod, Instant now) {
        V1PodStatus status = pod.getStatus() == null ? new V1PodStatus() : pod.getStatus();
        V1PodSpec spec = pod.getSpec() == null ? new V1PodSpec() : pod.getSpec();
        List<V1ContainerStatus> containers = orNone(status.getContainerStatuses());
        int ready = (int) containers.stream()
                .filter(each -> Boolean.TRUE.equals(each.getReady()))
                .count();
        int desired = Math.max(containers.size(), orNone(spec.getContainers()).size());
        int restarts = containers.stream()
                .mapToInt(each -> each.getRestartCount() == null ? 0 : each.getRestartCount())
                .sum();
        return judged(pod, status, spec, ready, desired, now)
                .counting(ready, desired)
                .on(Optional.ofNullable(spec.getNodeName()), restarts);
    }

    private static Opinion judged(V1Pod pod, V1PodStatus status, V1PodSpec spec, int ready, int desired, Instant now) {
        String phase = text(status.getPhase(), "Unknown");
        OffsetDateTime deleted =
                pod.getMetadata() == null ? null : pod.getMetadata().getDeletionTimestamp();
        if (deleted != null) {
            return terminating(deleted.toInstant(), now);
        }
        if ("NodeLost".equals(status.getReason())) {
            return Opinion.of("NodeLost", Health.UNKNOWN, Severity.CRITICAL, "its machine is not heard");
        }
        if (phase.equals("Succeeded")) {
            return Opinion.of("Completed", Health.UP, Severity.OK, "");
        }
        if (phase.equals("Failed")) {
            String reason = text(status.getReason(), "Failed");
            return Opinion.of(
                    reason,
                    Health.DOWN,
                    Severity.MAJOR,
                    line(text(status.getMessage(), ended(status).orElse("a container failed"))));
        }
        Opinion worst =
                phase.equals("Pending") ? pending(pod, status, now) : Opinion.of(phase, Health.UP, Severity.OK, "");
        for (V1ContainerStatus each : orNone(status.getInitContainerStatuses())) {
            worst = worst.worse(container(each, spec, true, now));
        }
        for (V1ContainerStatus each : orNone(status.getContainerStatuses())) {
            worst = worst.worse(container(each, spec, false, now));
        }
        if (worst.severity() == Severity.OK && ready < desired && phase.equals("Running")) {
            return Opinion.of(
                    "NotReady", Health.DEGRADED, Severity.MINOR, (desired - ready) + " of " + desired + " not ready");
        }
        return worst;
    }

    /// The time of deletion is when the grace period ends.
    private static Opinion terminating(Instant graceEnds, Instant now) {
        Duration late = Duration.between(graceEnds, now);
        return late.compareTo(PAST_GRACE) > 0
                ? Opinion.of(
                        "Terminating",
                        Health.DEGRADED,
                        Severity.MAJOR,
                        "still terminating " + late.toMinutes() + " min after its grace period")
                : Opinion.of("Terminating", Health.DOWN, Severity.OK, "");
    }

    private static Opinion pending(V1Pod pod, V1PodStatus status, Instant now) {
        Optional<V1PodCondition> unscheduled = orNone(status.getConditions()).stream()
                .filter(each -> "PodScheduled".equals(each.getType()) && "False".equals(each.getStatus()))
                .findFirst();
        String why = unscheduled
                .map(each -> "not scheduled: " + text(each.getMessage(), text(each.getReason(), "no reason given")))
                .orElse("waits for its containers");
        OffsetDateTime created =
                pod.getMetadata() == null ? null : pod.getMetadata().getCreationTimestamp();
        boolean longAgo = created != null && created.toInstant().isBefore(now.minus(PATIENCE));
        return Opinion.of("Pending", Health.DOWN, longAgo ? Severity.MAJOR : Severity.INFO, line(why));
    }

    private static Opinion container(V1ContainerStatus each, V1PodSpec spec, boolean init, Instant now) {
        V1ContainerState state = each.getState() == null ? new V1ContainerState() : each.getState();
        String name = text(each.getName(), "container");
        V1ContainerStateTerminated last =
                each.getLastState() == null ? null : each.getLastState().getTerminated();
        V1ContainerStateWaiting waiting = state.getWaiting();
        if (waiting != null && BROKEN.contains(text(waiting.getReason(), ""))) {
            String reason = text(waiting.getReason(), "");
            return Opinion.of(
                    (init ? "Init:" : "") + reason, Health.DOWN, Severity.CRITICAL, why(each, spec, waiting, last));
        }
        V1ContainerStateTerminated ended = state.getTerminated();
        if (ended != null && exitCode(ended) != 0) {
            return Opinion.of(
                    (init ? "Init:" : "") + text(ended.getReason(), "Error"),
                    Health.DOWN,
                    OOM.equals(ended.getReason()) ? Severity.CRITICAL : Severity.MAJOR,
                    line(name + ": " + end(ended, limit(spec, name)) + often(each)));
        }
        if (last != null && recent(last, now)) {
            boolean oom = OOM.equals(last.getReason());
            return Opinion.of(
                    "Running",
                    Health.DEGRADED,
                    oom ? Severity.MAJOR : Severity.MINOR,
                    line(name + ": restarted after " + end(last, limit(spec, name)) + often(each)));
        }
        return Opinion.of("Running", Health.UP, Severity.OK, "");
    }

    private static String why(
            V1ContainerStatus each,
            V1PodSpec spec,
            V1ContainerStateWaiting waiting,
            @Nullable V1ContainerStateTerminated last) {
        String name = text(each.getName(), "container");
        if (last != null && "CrashLoopBackOff".equals(waiting.getReason())) {
            return line(name + ": " + end(last, limit(spec, name)) + often(each));
        }
        return line(name + ": " + text(waiting.getMessage(), text(waiting.getReason(), "waits")));
    }

    private static Optional<String> ended(V1PodStatus status) {
        return orNone(status.getContainerStatuses()).stream()
                .map(V1ContainerStatus::getState)
                .filter(state -> state != null && state.getTerminated() != null)
                .map(V1ContainerState::getTerminated)
                .filter(ended -> exitCode(ended) != 0)
                .map(ended -> end(ended, 0))
                .findFirst();
    }

    /// `OOM at 64 MiB limit`, `exit 1, error of the application`.
    private static String end(V1ContainerStateTerminated ended, long limit) {
        if (OOM.equals(ended.getReason())) {
            return limit > 0 ? "OOM at " + Exit.size(limit) + " limit" : "OOM, no limit is set";
        }
        String reason = text(ended.getReason(), "");
        String words = Exit.words(exitCode(ended));
        return reason.isEmpty() || reason.equals("Error") ? words : reason + ", " + words;
    }

    private static String often(V1ContainerStatus each) {
        int count = each.getRestartCount() == null ? 0 : each.getRestartCount();
        return count == 0 ? "" : ", " + count + (count == 1 ? " restart" : " restarts");
    }

    private static boolean recent(V1ContainerStateTerminated last, Instant now) {
        OffsetDateTime at = last.getFinishedAt();
        return at != null && at.toInstant().isAfter(now.minus(RECENT)) && exitCode(last) != 0;
    }

    private static int exitCode(V1ContainerStateTerminated ended) {
        return ended.getExitCode() == null ? 0 : ended.getExitCode();
    }

    private static long limit(V1PodSpec spec, String container) {
        for (V1Container each : orNone(spec.getContainers())) {
            if (container.equals(each.getName())
                    && each.getResources() != null
                    && each.getResources().getLimits() != null) {
                Quantity memory = each.getResources().getLimits().get("memory");
                return memory == null ? 0 : memory.getNumber().longValue();
            }
        }
        return 0;
    }

    static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static String text(@Nullable String text, String otherwise) {
        return text == null || text.isBlank() ? otherwise : text;
    }

    /// One clean line.
    static String line(String text) {
        StringBuilder line = new StringBuilder();
        text.strip().chars().limit(300).forEach(each -> line.append(Character.isISOControl(each) ? ' ' : (char) each));
        return line.toString();
    }
}
