package io.dotmac.model.fleet;

import io.dotmac.model.Check;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// A thing of a Kubernetes cluster, and why it is as it is.
///
/// @param cluster that it belongs to
/// @param kind of thing
/// @param namespace that it lives in; empty for a machine
/// @param name unique among its kind in its namespace
/// @param state in the words of Kubernetes, for example `Running`, `CrashLoopBackOff`
/// @param health whether it works
/// @param severity how much that matters
/// @param reason why `health` is unknown, present just then
/// @param cause one line that says why it is not well, for example `OOM at 64 MiB limit in app, 4 restarts`; empty when
/// all is as it should be
/// @param ready parts that are ready: containers of a pod, pods of a set
/// @param desired parts that should be
/// @param restarts of a pod's containers
/// @param host machine of the cluster that a pod runs on
/// @param createdAt cluster's clock
/// @param since when `state`, `health` or `severity` last changed, agent's clock
/// @param checkedAt when it was last heard of, agent's clock
/// @param facts what the cluster told, raw, for the detail view
public record WorkloadState(
        String cluster,
        WorkloadKind kind,
        String namespace,
        String name,
        String state,
        Health health,
        Severity severity,
        Optional<UnknownReason> reason,
        String cause,
        Optional<Integer> ready,
        Optional<Integer> desired,
        int restarts,
        Optional<String> host,
        Optional<Instant> createdAt,
        Instant since,
        Instant checkedAt,
        Map<String, String> facts) {
    /// Refuses over-long parts and copies the facts.
    public WorkloadState {
        Check.name("cluster", cluster, 64);
        Check.line("namespace", namespace, 63);
        Check.name("name", name, 253);
        Check.line("state", state, 64);
        Check.line("cause", cause, 500);
        if (facts.size() > 100) {
            throw new IllegalArgumentException("facts has " + facts.size() + " entries, at most 100");
        }
        facts = Map.copyOf(facts);
    }

    /// Unique on the node that watches: `cluster/kind/namespace/name`.
    public static String id(String cluster, WorkloadKind kind, String namespace, String name) {
        return cluster + "/" + kind.name().toLowerCase(java.util.Locale.ROOT) + "/" + namespace + "/" + name;
    }

    /// As [#id(String, WorkloadKind, String, String)].
    public String id() {
        return id(cluster, kind, namespace, name);
    }
}
