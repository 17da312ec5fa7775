package io.dotmac.server.platform.db;

import io.dotmac.model.fleet.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// A tenant is not to be served now.
public final class TenantRefused extends RuntimeException {
    private static final String WHY = "select slug, state, state_reason from public.tenants where id = ?";
    private static final String ALL =
            "select id, slug, state, state_reason from public.tenants where state <> 'active' or schema_level < ?";

    private final Reason reason;

    private TenantRefused(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /// Why.
    public enum Reason {
        /// There is no such tenant.
        UNKNOWN,
        /// Until it is resumed.
        SUSPENDED,
        /// For good.
        CLOSED,
        /// Its schema could not be migrated to what this program needs.
        OUTDATED
    }

    /// Why.
    public Reason reason() {
        return reason;
    }

    /// All tenants that are not to be served now, and why.
    static Map<TenantId, TenantRefused> all(Database database) {
        return database.shared(handle -> handle.createQuery(ALL)
                .bind(0, MigrationSet.TENANT.level())
                .map((row, context) -> Map.entry(
                        new TenantId(row.getObject("id", UUID.class)),
                        of(row.getString("slug"), row.getString("state"), row.getString("state_reason"))))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /// Looks up why.
    static TenantRefused of(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WHY)) {
            statement.setObject(1, tenant.value());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return new TenantRefused(Reason.UNKNOWN, "tenant " + tenant + " does not exist");
                }
                return of(row.getString("slug"), row.getString("state"), row.getString("state_reason"));
            }
        }
    }

    private static TenantRefused of(String slug, String state, String why) {
        String because = why.isEmpty() ? "" : ": " + why;
        return switch (state) {
            case "suspended" -> new TenantRefused(Reason.SUSPENDED, "tenant " + slug + " is suspended" + because);
            case "closed" -> new TenantRefused(Reason.CLOSED, "tenant " + slug + " is closed" + because);
            default -> new TenantRefused(Reason.OUTDATED, "tenant " + slug + " is being brought to this version");
        };
    }
}
