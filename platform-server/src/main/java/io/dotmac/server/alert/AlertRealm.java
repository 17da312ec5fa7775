package io.dotmac.server.alert;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Call;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Opens transactions on the alerts of one tenant, or on those of the platform itself.
public final class AlertRealm {
    /// Stands for the platform where a tenant is asked for.
    public static final TenantId PLATFORM = new TenantId(new UUID(0, 0));

    private static final String KEY = "alert:platform";

    private final Database database;

    /// Opens none yet.
    public AlertRealm(Database database) {
        this.database = database;
    }

    /// One transaction of several stores on the rows of a tenant, or of the platform.
    public <T extends @Nullable Object> T in(TenantId whose, Function<Tx, T> work) {
        return whose.equals(PLATFORM) ? database.keyTransaction(KEY, work) : database.transaction(whose, work);
    }

    /// A tenant's people see their own; platform staff the platform's, or those of the tenant that they name.
    public static TenantId of(Call call) {
        return call.meant().orElse(PLATFORM);
    }
}
