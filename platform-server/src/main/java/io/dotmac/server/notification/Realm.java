package io.dotmac.server.notification;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Call;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Opens transactions: for people on the rows of one tenant or of the platform itself, for what goes on by itself on
/// those of all.
final class Realm {
    /// Stands for the platform where a tenant is asked for.
    static final TenantId PLATFORM = new TenantId(new UUID(0, 0));

    /// Opens the rows of all tenants.
    static final String ALL = "notification:all";

    private final Database database;

    Realm(Database database) {
        this.database = database;
    }

    <T extends @Nullable Object> T in(TenantId whose, Function<Tx, T> work) {
        return whose.equals(PLATFORM) ? all(work) : database.transaction(whose, work);
    }

    /// Every statement must name whose rows it means, or mean all.
    <T extends @Nullable Object> T all(Function<Tx, T> work) {
        return database.keyTransaction(ALL, work);
    }

    /// A tenant's people mean their own; platform staff the platform's, or those of the tenant that they name.
    static TenantId of(Call call) {
        return call.meant().orElse(PLATFORM);
    }
}
