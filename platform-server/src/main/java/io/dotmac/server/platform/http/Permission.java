package io.dotmac.server.platform.http;

import java.util.Locale;

/// What a caller may be allowed to do; written `area:verb`.
public enum Permission {
    /// See tenants; a tenant's people see their own.
    TENANT_READ,
    /// Make, rename, suspend and resume tenants.
    TENANT_WRITE,
    /// Close tenants for good.
    TENANT_CLOSE,
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
