package io.dotmac.agent.collect.kubernetes;

import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import java.util.Optional;

/// How a thing of a cluster is, and why.
///
/// @param state in the words of Kubernetes
/// @param health whether it works
/// @param severity how much that matters
/// @param cause one line, empty when all is as it should be
/// @param ready parts that are ready
/// @param desired parts that should be
/// @param restarts of containers
/// @param host machine that it runs on
record Opinion(
        String state,
        Health health,
        Severity severity,
        String cause,
        Optional<Integer> ready,
        Optional<Integer> desired,
        int restarts,
        Optional<String> host) {
    static Opinion of(String state, Health health, Severity severity, String cause) {
        return new Opinion(state, health, severity, cause, Optional.empty(), Optional.empty(), 0, Optional.empty());
    }

    /// With counts of its parts.
    Opinion counting(int readyParts, int desiredParts) {
        return new Opinion(
                state, health, severity, cause, Optional.of(readyParts), Optional.of(desiredParts), restarts, host);
    }

    /// With what a pod tells besides.
    Opinion on(Optional<String> machine, int restartCount) {
        return new Opinion(state, health, severity, cause, ready, desired, restartCount, machine);
    }

    /// The worse of the two, this one when they are alike.
    Opinion worse(Opinion other) {
        return other.severity.compareTo(severity) > 0 ? other : this;
    }
}
