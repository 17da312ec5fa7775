package io.dotmac.server.platform.secret;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.TenantRefused;
import io.dotmac.server.platform.db.TenantRefused.Reason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Changes the key of encrypted fields: a new one is made, all rows are encrypted anew batch by batch, and the old one
/// is destroyed when no row is left of it. Can be stopped at any time and goes on where it was.
public final class FieldKeyRotation {
    private static final Logger LOG = System.getLogger(FieldKeyRotation.class.getName());
    private static final int BATCH = 500;

    private final KeyRing ring;
    private final Supplier<List<TenantId>> tenants;
    private final List<EncryptedTable> tables;

    /// @param tenants all whose rows there are
    /// @param tables all that have encrypted fields
    public FieldKeyRotation(KeyRing ring, Supplier<List<TenantId>> tenants, List<EncryptedTable> tables) {
        this.ring = ring;
        this.tenants = tenants;
        this.tables = List.copyOf(tables);
    }

    /// How far it is.
    ///
    /// @param newest number of the key that new values are encrypted with
    /// @param rows by number of the key that they are encrypted with, keys without rows among them
    /// @param unseen tenants that are not served now, whose rows therefore are neither counted nor encrypted anew
    public record Progress(int newest, SortedMap<Integer, Long> rows, int unseen) {
        /// Rows that are still to be encrypted anew.
        public long left() {
            return rows.headMap(newest).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /// Makes a new key; values are encrypted with it from now on. Returns its number.
    public int rotate() {
        int number = ring.rotate();
        LOG.log(Level.INFO, "made a field key number={0}", number);
        return number;
    }

    /// Counts the rows of each key.
    public Progress progress() {
        SortedMap<Integer, Long> rows = new TreeMap<>();
        ring.fieldKeys().forEach(number -> rows.put(number, 0L));
        int unseen = 0;
        for (TenantId tenant : tenants.get()) {
            boolean seen = served(
                    tenant,
                    table -> table.keys(tenant).forEach((number, count) -> rows.merge(number, count, Long::sum)));
            unseen += seen ? 0 : 1;
        }
        return new Progress(ring.newest(), rows, unseen);
    }

    /// Encrypts anew what is not of the newest key, until all is done or `stopped`; returns how many rows.
    public long encryptAnew(BooleanSupplier stopped) {
        ring.load();
        AtomicLong all = new AtomicLong();
        for (TenantId tenant : tenants.get()) {
            served(tenant, table -> all.addAndGet(encryptAnew(tenant, table, stopped)));
        }
        return all.get();
    }

    /// Works on all tables of a tenant; `false` where it is suspended, so that the work waits until it is resumed.
    private boolean served(TenantId tenant, Consumer<EncryptedTable> work) {
        try {
            tables.forEach(work);
            return true;
        } catch (TenantRefused e) {
            LOG.log(Level.DEBUG, "tenant is not served now tenant={0} cause={1}", tenant, e.getMessage());
            return e.reason() == Reason.CLOSED || e.reason() == Reason.UNKNOWN; // then there are no rows
        }
    }

    private long encryptAnew(TenantId tenant, EncryptedTable table, BooleanSupplier stopped) {
        long rows = 0;
        int done = 1;
        while (done > 0 && !stopped.getAsBoolean()) {
            done = table.encryptAnew(tenant, BATCH);
            rows += done;
        }
        if (rows > 0) {
            String count = Long.toString(rows);
            LOG.log(Level.INFO, "encrypted anew table={0} tenant={1} rows={2}", table.name(), tenant, count);
        }
        return rows;
    }

    /// Destroys all keys that no row is encrypted with any more; returns their numbers. A key is kept for ten minutes
    /// after its successor was made, since other servers may not know that one yet;
    /// and while a tenant is suspended, whose rows cannot be looked at.
    public List<Integer> retire() {
        Progress progress = progress();
        if (progress.unseen() > 0) {
            LOG.log(Level.WARNING, "no field key is destroyed, tenants are suspended count={0}", progress.unseen());
            return List.of();
        }
        List<Integer> retired = progress.rows().headMap(progress.newest()).entrySet().stream()
                .filter(entry -> entry.getValue() == 0)
                .map(Map.Entry::getKey)
                .filter(ring::retire)
                .toList();
        retired.forEach(number -> LOG.log(Level.INFO, "destroyed a field key number={0}", number));
        return retired;
    }
}
