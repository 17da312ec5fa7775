package io.dotmac.agent.collect.docker;

import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;

/// How a container is, and why.
///
/// @param health whether it works
/// @param severity how much that matters
/// @param cause one line, empty when all is as it should be
record Verdict(Health health, Severity severity, String cause) {
    static final Verdict FINE = new Verdict(Health.UP, Severity.OK, "");
}
