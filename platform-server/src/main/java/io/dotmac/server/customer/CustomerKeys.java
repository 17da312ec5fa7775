package io.dotmac.server.customer;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.secret.EncryptedTable;
import io.dotmac.server.platform.secret.FieldCipher;
import java.util.Map;

/// The table of customers, whose fields are encrypted anew when the key is changed.
public final class CustomerKeys implements EncryptedTable {
    private final Database database;
    private final CustomerStore store;

    /// @param cipher that the fields are encrypted with
    public CustomerKeys(Database database, FieldCipher cipher) {
        this.database = database;
        this.store = new CustomerStore(new CustomerFields(cipher));
    }

    @Override
    public String name() {
        return "customers";
    }

    @Override
    public Map<Integer, Long> keys(TenantId tenant) {
        return database.transaction(tenant, store::keys);
    }

    @Override
    public int encryptAnew(TenantId tenant, int most) {
        return database.transaction(tenant, tx -> store.encryptAnew(tx, most));
    }
}
