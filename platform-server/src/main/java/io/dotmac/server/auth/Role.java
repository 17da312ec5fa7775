package io.dotmac.server.auth;

import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The roles that every installation has. Tenants make their own beside.
public enum Role {
    /// Platform staff who may do everything.
    SUPER_ADMIN(Kind.ADMIN, "Platform staff who may do everything.", EnumSet.allOf(Permission.class)),
    /// Platform staff who keep it running and see all fleets.
    PLATFORM_OPERATOR(
            Kind.ADMIN,
            "Platform staff who keep it running and see all fleets.",
            EnumSet.of(
                    Permission.TENANT_READ,
                    Permission.AUDIT_READ,
                    Permission.EVENT_READ,
                    Permission.EVENT_REPLAY,
                    Permission.JOB_READ,
                    Permission.JOB_WRITE,
                    Permission.FLEET_READ,
                    Permission.ALERT_READ,
                    Permission.ALERT_WRITE,
                    Permission.ALERT_CONFIGURE,
                    Permission.NOTIFICATION_READ,
                    Permission.NOTIFICATION_WRITE,
                    Permission.OPS_READ,
                    Permission.OPS_WRITE)),
    /// Answers for a tenant: may do all that a tenant can.
    OWNER(Kind.USER, "Answers for a tenant: may do all that a tenant can.", Permission.ofTenants()),
    /// Runs a tenant's people and work, but does not set its policy.
    ADMIN(
            Kind.USER,
            "Runs a tenant's people and work, but does not set its policy.",
            EnumSet.complementOf(without(Permission.TENANT_CONFIGURE, Permission.CUSTOMER_EXPORT))),
    /// Works in a tenant's NOC.
    OPERATOR(
            Kind.USER,
            "Works in a tenant's NOC.",
            EnumSet.of(
                    Permission.FLEET_READ,
                    Permission.FLEET_ENROL,
                    Permission.FLEET_ACT,
                    Permission.ALERT_READ,
                    Permission.ALERT_WRITE,
                    Permission.NOTIFICATION_READ,
                    Permission.FLEET_LOGS,
                    Permission.FLEET_RESTART,
                    Permission.FLEET_DIAGNOSE,
                    Permission.CUSTOMER_READ)),
    /// Works on a tenant's customers and their money.
    BILLING_CLERK(
            Kind.USER,
            "Works on a tenant's customers and their money.",
            EnumSet.of(Permission.CUSTOMER_READ, Permission.CUSTOMER_WRITE)),
    /// Answers a tenant's customers.
    SUPPORT(
            Kind.USER,
            "Answers a tenant's customers.",
            EnumSet.of(
                    Permission.CUSTOMER_READ, Permission.CUSTOMER_WRITE, Permission.FLEET_READ, Permission.ALERT_READ)),
    /// Looks on.
    VIEWER(Kind.USER, "Looks on.", EnumSet.of(Permission.FLEET_READ, Permission.ALERT_READ)),
    /// A tenant's program that reads its fleet.
    INTEGRATION(
            Kind.SERVICE,
            "A tenant's program that reads its fleet.",
            EnumSet.of(Permission.FLEET_READ, Permission.ALERT_READ));

    private final Kind kind;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable copy
    private final Set<Permission> permissions;

    Role(Kind kind, String description, Set<Permission> permissions) {
        this.kind = kind;
        this.description = description;
        this.permissions = Collections.unmodifiableSet(EnumSet.copyOf(permissions));
    }

    /// Whom it is for; it is never given to another kind.
    public Kind kind() {
        return kind;
    }

    /// What it is for, for people.
    public String description() {
        return description;
    }

    /// What it may do.
    public Set<Permission> permissions() {
        return permissions;
    }

    /// The form in answers and commands, for example `super-admin`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The role of that text.
    public static Optional<Role> of(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findAny();
    }

    /// Platform's own permissions and `more`: what a tenant's administrator does without.
    private static EnumSet<Permission> without(Permission... more) {
        EnumSet<Permission> none = EnumSet.complementOf(EnumSet.copyOf(Permission.ofTenants()));
        none.addAll(Arrays.asList(more));
        return none;
    }
}
