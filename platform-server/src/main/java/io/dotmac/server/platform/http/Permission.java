package io.dotmac.server.platform.http;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a caller may be allowed to do; written `area:verb`.
public enum Permission {
    /// See tenants; a tenant's people see their own.
    TENANT_READ(Reach.TENANT),
    /// Set how one's own tenant works: who must use a second factor, whose e-mail domains may log in from outside.
    TENANT_CONFIGURE(Reach.TENANT),
    /// Make, rename, suspend and resume tenants.
    TENANT_WRITE(Reach.PLATFORM),
    /// Close tenants for good.
    TENANT_CLOSE(Reach.PLATFORM),
    /// See people and service accounts.
    USER_READ(Reach.TENANT),
    /// Invite, change, disable and unlock people and service accounts.
    USER_WRITE(Reach.TENANT),
    /// See roles.
    ROLE_READ(Reach.TENANT),
    /// Make and change roles.
    ROLE_WRITE(Reach.TENANT),
    /// See where others are logged in.
    SESSION_READ(Reach.TENANT),
    /// End others' log-ins.
    SESSION_REVOKE(Reach.TENANT),
    /// See others' API keys, never the keys themselves.
    APIKEY_READ(Reach.TENANT),
    /// Make API keys for oneself and for service accounts, and revoke them.
    APIKEY_WRITE(Reach.TENANT),
    /// See who did what.
    AUDIT_READ(Reach.TENANT),
    /// Have the audit trail checked.
    AUDIT_VERIFY(Reach.TENANT),
    /// See events and those that could not be delivered.
    EVENT_READ(Reach.PLATFORM),
    /// Have events delivered again.
    EVENT_REPLAY(Reach.PLATFORM),
    /// See jobs and their queue.
    JOB_READ(Reach.PLATFORM),
    /// Start and cancel jobs.
    JOB_WRITE(Reach.PLATFORM),
    /// See customers.
    CUSTOMER_READ(Reach.TENANT),
    /// Make and change customers.
    CUSTOMER_WRITE(Reach.TENANT),
    /// Take all that is known of customers out, or erase it.
    CUSTOMER_EXPORT(Reach.TENANT),
    /// See nodes, dependencies, replication, samples.
    FLEET_READ(Reach.TENANT),
    /// Let agents in.
    FLEET_ENROL(Reach.TENANT),
    /// Have agents check what they watch.
    FLEET_ACT(Reach.TENANT),
    /// Read logs of containers.
    FLEET_LOGS(Reach.TENANT),
    /// Restart containers.
    FLEET_RESTART(Reach.TENANT),
    /// Have agents tell how they do themselves.
    FLEET_DIAGNOSE(Reach.TENANT),
    /// Set how agents work.
    FLEET_CONFIGURE(Reach.TENANT),
    /// See alerts, silences and rules.
    ALERT_READ(Reach.TENANT),
    /// Acknowledge, own and silence alerts, and bring them in from outside.
    ALERT_WRITE(Reach.TENANT),
    /// Change rules.
    ALERT_CONFIGURE(Reach.TENANT),
    /// See who is told of alerts, and what was told.
    NOTIFICATION_READ(Reach.TENANT),
    /// Set who is told of alerts.
    NOTIFICATION_WRITE(Reach.TENANT),
    /// See how the platform itself does.
    OPS_READ(Reach.PLATFORM),
    /// Work on the platform itself.
    OPS_WRITE(Reach.PLATFORM);

    private static final Map<String, Permission> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Permission::text, Function.identity()));
    private static final Set<Permission> OF_TENANTS = Collections.unmodifiableSet(EnumSet.copyOf(
            Arrays.stream(values()).filter(one -> one.reach == Reach.TENANT).toList()));

    private final Reach reach;
    private final String text = name().toLowerCase(Locale.ROOT).replace('_', ':');

    private enum Reach {
        TENANT,
        PLATFORM
    }

    Permission(Reach reach) {
        this.reach = reach;
    }

    /// The form in answers.
    public String text() {
        return text;
    }

    /// Whether a tenant's people may have it; the others are for platform staff alone.
    public boolean isOfTenants() {
        return reach == Reach.TENANT;
    }

    /// All that a tenant's people may have.
    public static Set<Permission> ofTenants() {
        return OF_TENANTS;
    }

    /// The permission of that text.
    public static Optional<Permission> of(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }
}
