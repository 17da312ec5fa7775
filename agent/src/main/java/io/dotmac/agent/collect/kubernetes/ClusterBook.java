package io.dotmac.agent.collect.kubernetes;

import io.dotmac.agent.collect.CollectSink;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import io.dotmac.model.fleet.WorkloadKind;
import io.dotmac.model.fleet.WorkloadState;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Everything of one cluster, and what was last told of it. Safe for use by several threads.
final class ClusterBook {
    /// More than this are counted, not shown.
    static final int MOST = 5_000;

    private final String cluster;
    private final CollectSink sink;
    private final Clock clock;
    private final Warnings warnings = new Warnings();
    private final Map<String, Thing> byId = new TreeMap<>();
    private final Map<WorkloadKind, Blind> blindByKind = new EnumMap<>(WorkloadKind.class);
    private final Map<String, WorkloadState> toldById = new HashMap<>();
    private boolean up = true;
    private int hidden;

    /// A thing and its object.
    private record Thing(WorkloadKind kind, KubernetesObject object) {}

    ClusterBook(String cluster, CollectSink sink, Clock clock) {
        this.cluster = cluster;
        this.sink = sink;
        this.clock = clock;
    }

    synchronized void put(WorkloadKind kind, KubernetesObject object) {
        String id = id(kind, object);
        if (byId.size() >= MOST && !byId.containsKey(id)) {
            hidden++;
            return;
        }
        byId.put(id, new Thing(kind, object));
        tell(id);
    }

    synchronized void remove(WorkloadKind kind, KubernetesObject object) {
        String id = id(kind, object);
        byId.remove(id);
        gone(id);
    }

    /// A warning came: it may say why a thing is not well.
    synchronized void warn(Warnings.Warning warning) {
        warnings.add(warning);
        byId.forEach((id, thing) -> {
            if (uid(thing.object()).equals(warning.uid())) {
                tell(id);
            }
        });
    }

    synchronized void up() {
        if (!up) {
            up = true;
            byId.keySet().forEach(this::tell);
        }
    }

    synchronized void down() {
        if (up) {
            up = false;
            // That the cluster is away says it for all kinds.
            List<WorkloadKind> failing = blindByKind.entrySet().stream()
                    .filter(each -> !each.getValue().forbidden())
                    .map(Map.Entry::getKey)
                    .toList();
            failing.forEach(this::sees);
            byId.keySet().forEach(this::tell);
        }
    }

    /// A kind cannot be listed or watched.
    synchronized void blind(WorkloadKind kind, Blind why) {
        boolean known = why.equals(blindByKind.get(kind));
        if (known || (!up && !why.forbidden())) {
            return;
        }
        blindByKind.put(kind, why);
        Instant now = clock.instant();
        String name = nameOf(kind);
        WorkloadState before = toldById.get(WorkloadState.id(cluster, kind, "", name));
        tell(new WorkloadState(
                cluster,
                kind,
                "",
                name,
                why.forbidden() ? "Forbidden" : "Unseen",
                Health.UNKNOWN,
                Severity.STALE,
                Optional.of(why.forbidden() ? UnknownReason.PERMISSION : UnknownReason.STALE),
                PodJudge.line(why.cause()),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                before == null ? now : before.since(),
                now,
                Map.of()));
        tellAll(kind);
    }

    /// A kind is watched.
    synchronized void sees(WorkloadKind kind) {
        if (blindByKind.remove(kind) != null) {
            gone(WorkloadState.id(cluster, kind, "", nameOf(kind)));
            tellAll(kind);
        }
    }

    private void tellAll(WorkloadKind kind) {
        byId.forEach((id, thing) -> {
            if (thing.kind() == kind) {
                tell(id);
            }
        });
    }

    private static String nameOf(WorkloadKind kind) {
        return "all of kind " + words(kind);
    }

    synchronized boolean isBlind(WorkloadKind kind) {
        return blindByKind.containsKey(kind);
    }

    /// Why some kind is not seen, if one is not.
    synchronized Optional<ErrorClass> blindness() {
        return blindByKind.values().stream().map(Blind::error).findFirst();
    }

    /// Looks at all again: some things are bad only when they last.
    synchronized void judge() {
        byId.keySet().forEach(this::tell);
    }

    /// `214 workloads, 3 in trouble, may not list stateful set`.
    synchronized String summary() {
        long bad = toldById.values().stream()
                .filter(one -> one.severity().compareTo(Severity.MINOR) >= 0)
                .count();
        return byId.size() + " workloads" + (bad == 0 ? "" : ", " + bad + " in trouble") + unseen(", may not ", true)
                + unseen(", cannot ", false)
                + (hidden == 0 ? "" : ", no more than these are shown");
    }

    private String unseen(String words, boolean forbidden) {
        List<String> kinds = blindByKind.entrySet().stream()
                .filter(each -> each.getValue().forbidden() == forbidden)
                .map(each -> each.getValue().verb() + " " + words(each.getKey()))
                .toList();
        return kinds.isEmpty() ? "" : words + String.join(", ", kinds);
    }

    private void tell(String id) {
        Thing thing = byId.get(id);
        if (thing == null) {
            return;
        }
        Instant now = clock.instant();
        Blind blind = blindByKind.get(thing.kind());
        Opinion opinion;
        if (!up) {
            opinion = Opinion.of("Unknown", Health.UNKNOWN, Severity.STALE, "its cluster does not answer");
        } else if (blind != null && blind.verb().equals("list")) {
            opinion = Opinion.of("Unknown", Health.UNKNOWN, Severity.STALE, "not seen any more: " + blind.cause());
        } else {
            opinion = explained(judged(thing, now), thing, now);
        }
        tell(state(thing, opinion, now));
    }

    /// Kubernetes' own warning where nothing better is known.
    private Opinion explained(Opinion opinion, Thing thing, Instant now) {
        if (opinion.severity().compareTo(Severity.INFO) < 0) {
            return opinion;
        }
        return warnings.of(uid(thing.object()), now)
                .map(text -> new Opinion(
                        opinion.state(),
                        opinion.health(),
                        opinion.severity(),
                        opinion.cause().contains(text) ? opinion.cause() : opinion.cause() + "; " + text,
                        opinion.ready(),
                        opinion.desired(),
                        opinion.restarts(),
                        opinion.host()))
                .orElse(opinion);
    }

    private static Opinion judged(Thing thing, Instant now) {
        return switch (thing.object()) {
            case V1Pod pod -> PodJudge.of(pod, now);
            case V1Deployment one -> SetJudge.of(one);
            case V1StatefulSet one -> SetJudge.of(one);
            case V1DaemonSet one -> SetJudge.of(one);
            case V1Node one -> SetJudge.of(one);
            case V1PersistentVolumeClaim one -> SetJudge.of(one, now);
            default -> throw new IllegalStateException("no judge for " + thing.kind());
        };
    }

    private WorkloadState state(Thing thing, Opinion opinion, Instant now) {
        V1ObjectMeta meta = meta(thing.object());
        OffsetDateTime created = meta.getCreationTimestamp();
        WorkloadState before = toldById.get(id(thing.kind(), thing.object()));
        return new WorkloadState(
                cluster,
                thing.kind(),
                PodJudge.text(meta.getNamespace(), ""),
                PodJudge.text(meta.getName(), "?"),
                cut(opinion.state()),
                opinion.health(),
                opinion.severity(),
                opinion.health() == Health.UNKNOWN ? Optional.of(UnknownReason.STALE) : Optional.empty(),
                PodJudge.line(opinion.cause()),
                opinion.ready(),
                opinion.desired(),
                opinion.restarts(),
                opinion.host(),
                Optional.ofNullable(created).map(OffsetDateTime::toInstant),
                before != null && alike(before, opinion) ? before.since() : now,
                now,
                Map.of());
    }

    private static boolean alike(WorkloadState before, Opinion opinion) {
        return before.state().equals(opinion.state())
                && before.health() == opinion.health()
                && before.severity() == opinion.severity();
    }

    private void tell(WorkloadState next) {
        WorkloadState before = toldById.get(next.id());
        if (before == null || !before.equals(checked(next, before.checkedAt()))) {
            toldById.put(next.id(), next);
            sink.workload(next);
        }
    }

    private void gone(String id) {
        if (toldById.remove(id) != null) {
            sink.workloadGone(id);
        }
    }

    private static WorkloadState checked(WorkloadState one, Instant at) {
        return new WorkloadState(
                one.cluster(),
                one.kind(),
                one.namespace(),
                one.name(),
                one.state(),
                one.health(),
                one.severity(),
                one.reason(),
                one.cause(),
                one.ready(),
                one.desired(),
                one.restarts(),
                one.host(),
                one.createdAt(),
                one.since(),
                at,
                one.facts());
    }

    private String id(WorkloadKind kind, KubernetesObject object) {
        V1ObjectMeta meta = meta(object);
        return WorkloadState.id(
                cluster, kind, PodJudge.text(meta.getNamespace(), ""), PodJudge.text(meta.getName(), "?"));
    }

    private static V1ObjectMeta meta(KubernetesObject object) {
        V1ObjectMeta meta = object.getMetadata();
        return meta == null ? new V1ObjectMeta() : meta;
    }

    private static String uid(KubernetesObject object) {
        return PodJudge.text(meta(object).getUid(), "");
    }

    private static String cut(String text) {
        String line = PodJudge.line(text);
        return line.length() > 64 ? line.substring(0, 64) : line;
    }

    private static String words(WorkloadKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
