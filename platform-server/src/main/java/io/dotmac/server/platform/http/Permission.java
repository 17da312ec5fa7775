package io.dotmac.server.platform.http;

import java.util.Locale;

/// What a caller may be allowed to do; written `area:verb`.
public enum Permission {
    /// See nodes, dependencies, replication, samples.
    FLEET_READ,
    /// Let agents in.
    FLEET_ENROL,
    /// Make agents do things.
    FLEET_ACT,
    /// See who did what.
    AUDIT_READ,
    /// Have chains of audit entries verified.
    AUDIT_VERIFY,
    /// See events that could not be dealt with.
    EVENT_READ,
    /// Have events told again.
    EVENT_REPLAY,
    /// See jobs of all tenants and the queue.
    JOB_READ,
    /// Have jobs run again.
    JOB_WRITE;

    /// The form in answers.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }
}
