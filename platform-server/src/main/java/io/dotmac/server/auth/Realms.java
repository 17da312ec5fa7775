package io.dotmac.server.auth;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Opens transactions on the people of one tenant, or on platform staff.
final class Realms {
    private static final String STAFF = "platform-staff";

    private final Database database;

    Realms(Database database) {
        this.database = database;
    }

    /// @param tenant absent for platform staff
    <T extends @Nullable Object> T in(Optional<TenantId> tenant, Function<Tx, T> work) {
        if (tenant.isPresent()) {
            return database.transaction(tenant.get(), work);
        }
        return database.keyTransaction(STAFF, work);
    }

    /// What is done for all tenants at once, by functions of the database that may.
    <T extends @Nullable Object> T everywhere(Function<Tx, T> work) {
        return database.sharedTransaction(work);
    }

    /// What one key names by itself, before the tenant is known.
    <T extends @Nullable Object> T keyed(String key, Function<Tx, T> work) {
        return database.keyTransaction(key, work);
    }
}
