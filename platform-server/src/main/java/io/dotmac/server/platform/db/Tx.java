package io.dotmac.server.platform.db;

import io.dotmac.model.fleet.TenantId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// One transaction under way: use cases pass it to every store that takes part, so that a row, its audit entry and its
/// event are written together or not at all. Only stores look inside. For the thread that opened it.
public final class Tx {
    private final Handle handle;
    private final Optional<TenantId> tenant;

    Tx(Handle handle, Optional<TenantId> tenant) {
        this.handle = handle;
        this.tenant = tenant;
    }

    /// Whose rows are seen; empty for what belongs to no tenant.
    public Optional<TenantId> tenant() {
        return tenant;
    }

    /// For stores: where SQL is run.
    public Handle handle() {
        return handle;
    }
}
