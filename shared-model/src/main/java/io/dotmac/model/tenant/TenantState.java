package io.dotmac.model.tenant;

import java.util.Set;

/// Where a tenant is in its life.
public enum TenantState {
    /// Served.
    ACTIVE,
    /// Kept as it is and not served, until it is resumed.
    SUSPENDED,
    /// Over. Its data can still be exported.
    CLOSED;

    /// Where it may go from here.
    public Set<TenantState> next() {
        return switch (this) {
            case ACTIVE -> Set.of(SUSPENDED, CLOSED);
            case SUSPENDED -> Set.of(ACTIVE, CLOSED);
            case CLOSED -> Set.of();
        };
    }
}
