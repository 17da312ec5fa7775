package io.dotmac.model.fleet;

/// What kind of thing of a Kubernetes cluster a [WorkloadState] is.
public enum WorkloadKind {
    /// A pod.
    POD,
    /// A deployment.
    DEPLOYMENT,
    /// A stateful set.
    STATEFUL_SET,
    /// A daemon set.
    DAEMON_SET,
    /// A machine of the cluster.
    NODE,
    /// A claim of storage.
    VOLUME_CLAIM
}
