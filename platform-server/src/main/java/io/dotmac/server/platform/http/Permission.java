package io.dotmac.server.platform.http;

import java.util.Locale;

/// What a caller may be allowed to do; written `area:verb`.
public enum Permission {
    /// See nodes, dependencies, replication, samples.
    FLEET_READ,
    /// Let agents in.
    FLEET_ENROL,
    /// Make agents do things.
    FLEET_ACT;

    /// The form in answers.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }
}
