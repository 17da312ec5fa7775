package io.dotmac.agent.collect.kubernetes;

import static io.dotmac.agent.collect.kubernetes.PodJudge.line;
import static io.dotmac.agent.collect.kubernetes.PodJudge.orNone;
import static io.dotmac.agent.collect.kubernetes.PodJudge.text;

import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeCondition;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says how deployments, sets, machines and claims are. Pure.
final class SetJudge {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Set<String> PRESSURES =
            Set.of("MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable");

    private SetJudge() {}

    static Opinion of(V1Deployment one) {
        int desired = one.getSpec() == null || one.getSpec().getReplicas() == null
                ? 1
                : one.getSpec().getReplicas();
        int ready = one.getStatus() == null ? 0 : number(one.getStatus().getReadyReplicas());
        Optional<String> stuck = one.getStatus() == null
                ? Optional.empty()
                : orNone(one.getStatus().getConditions()).stream()
                        .filter(each -> "Progressing".equals(each.getType()) && "False".equals(each.getStatus()))
                        .map(each -> text(each.getMessage(), "its roll-out does not go on"))
                        .findFirst();
        Opinion counted = counted(ready, desired);
        return stuck.map(why -> Opinion.of(
                                counted.state(),
                                ready == 0 ? Health.DOWN : Health.DEGRADED,
                                ready == 0 ? Severity.CRITICAL : Severity.MAJOR,
                                line(why))
                        .counting(ready, desired))
                .orElse(counted);
    }

    static Opinion of(V1StatefulSet one) {
        int desired = one.getSpec() == null || one.getSpec().getReplicas() == null
                ? 1
                : one.getSpec().getReplicas();
        return counted(one.getStatus() == null ? 0 : number(one.getStatus().getReadyReplicas()), desired);
    }

    static Opinion of(V1DaemonSet one) {
        return one.getStatus() == null
                ? counted(0, 0)
                : counted(
                        number(one.getStatus().getNumberReady()),
                        number(one.getStatus().getDesiredNumberScheduled()));
    }

    private static Opinion counted(int ready, int desired) {
        int lacks = desired - ready;
        Opinion opinion = lacks <= 0
                ? Opinion.of(desired == 0 ? "Scaled to 0" : "Ready", Health.UP, Severity.OK, "")
                : Opinion.of(
                        ready == 0 ? "NotReady" : "Degraded",
                        ready == 0 ? Health.DOWN : Health.DEGRADED,
                        ready == 0 ? Severity.CRITICAL : Severity.MAJOR,
                        lacks + " of " + desired + (desired == 1 ? " pod" : " pods") + " not ready");
        return opinion.counting(ready, desired);
    }

    static Opinion of(V1Node one) {
        List<V1NodeCondition> conditions =
                one.getStatus() == null ? List.of() : orNone(one.getStatus().getConditions());
        for (V1NodeCondition each : conditions) {
            if ("Ready".equals(each.getType()) && !"True".equals(each.getStatus())) {
                boolean lost = "Unknown".equals(each.getStatus());
                return Opinion.of(
                        lost ? "Unknown" : "NotReady",
                        lost ? Health.UNKNOWN : Health.DOWN,
                        Severity.CRITICAL,
                        line((lost ? "its kubelet is not heard: " : "") + text(each.getMessage(), "not ready")));
            }
        }
        for (V1NodeCondition each : conditions) {
            if (PRESSURES.contains(text(each.getType(), "")) && "True".equals(each.getStatus())) {
                return Opinion.of(
                        text(each.getType(), ""),
                        Health.DEGRADED,
                        Severity.MAJOR,
                        line(text(each.getMessage(), text(each.getReason(), ""))));
            }
        }
        if (conditions.stream().noneMatch(each -> "Ready".equals(each.getType()))) {
            return Opinion.of("NotReady", Health.DOWN, Severity.MAJOR, "its kubelet never told its state");
        }
        boolean cordoned =
                one.getSpec() != null && Boolean.TRUE.equals(one.getSpec().getUnschedulable());
        return cordoned
                ? Opinion.of("SchedulingDisabled", Health.UP, Severity.MAINTENANCE, "cordoned: takes no new pods")
                : Opinion.of("Ready", Health.UP, Severity.OK, "");
    }

    static Opinion of(V1PersistentVolumeClaim one, Instant now) {
        String phase =
                one.getStatus() == null ? "Pending" : text(one.getStatus().getPhase(), "Pending");
        OffsetDateTime created =
                one.getMetadata() == null ? null : one.getMetadata().getCreationTimestamp();
        boolean longAgo = created != null && created.toInstant().isBefore(now.minus(PATIENCE));
        return switch (phase) {
            case "Bound" -> Opinion.of("Bound", Health.UP, Severity.OK, "");
            case "Lost" -> Opinion.of("Lost", Health.DOWN, Severity.CRITICAL, "its volume is gone");
            default ->
                Opinion.of(phase, Health.DOWN, longAgo ? Severity.MAJOR : Severity.INFO, "no volume is bound to it");
        };
    }

    private static int number(@Nullable Integer value) {
        return value == null ? 0 : value;
    }
}
