package io.dotmac.server.notification;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.secret.EncryptedTable;
import java.util.HashMap;
import java.util.Map;

/// The table of receivers, which is encrypted anew when the key is changed. Rows of the platform itself go with those
/// of
/// any tenant.
final class ReceiverKeys implements EncryptedTable {
    private final Realm realm;
    private final ReceiverStore store;

    ReceiverKeys(Realm realm, ReceiverStore store) {
        this.realm = realm;
        this.store = store;
    }

    @Override
    public String name() {
        return "notification.receivers";
    }

    @Override
    public Map<Integer, Long> keys(TenantId tenant) {
        Map<Integer, Long> counts = new HashMap<>(realm.in(tenant, tx -> store.keys(tx, tenant)));
        realm.all(tx -> store.keys(tx, Realm.PLATFORM)).forEach((key, count) -> counts.merge(key, count, Long::sum));
        return counts;
    }

    @Override
    public int encryptAnew(TenantId tenant, int most) {
        int own = realm.in(tenant, tx -> store.encryptAnew(tx, tenant, most));
        return own + realm.all(tx -> store.encryptAnew(tx, Realm.PLATFORM, most));
    }
}
