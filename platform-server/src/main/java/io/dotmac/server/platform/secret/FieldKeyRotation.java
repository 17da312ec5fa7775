package io.dotmac.server.platform.secret;

import io.dotmac.model.fleet.TenantId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
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
    public record Progress(int newest, SortedMap<Integer, Long> rows) {
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
        for (TenantId tenant : tenants.get()) {
            for (EncryptedTable table : tables) {
                Map<Integer, Long> counts = table.keys(tenant);
                counts.forEach((number, count) -> rows.merge(number, count, Long::sum));
            }
        }
        return new Progress(ring.newest(), rows);
    }

    /// Encrypts anew what is not of the newest key, until all is done or `stopped`; returns how many rows.
    public long encryptAnew(BooleanSupplier stopped) {
        ring.load();
        long all = 0;
        for (TenantId tenant : tenants.get()) {
            for (EncryptedTable table : tables) {
                long rows = encryptAnew(tenant, table, stopped);
                if (rows > 0) {
                    LOG.log(
                            Level.INFO,
                            "encrypted anew table={0} tenant={1} rows={2} key={3}",
                            table.name(),
                            tenant,
                            Long.toString(rows),
                            ring.newest());
                }
                all += rows;
            }
        }
        return all;
    }

    private static long encryptAnew(TenantId tenant, EncryptedTable table, BooleanSupplier stopped) {
        long rows = 0;
        int done = 1;
        while (done > 0 && !stopped.getAsBoolean()) {
            done = table.encryptAnew(tenant, BATCH);
            rows += done;
        }
        return rows;
    }

    /// Destroys all keys that no row is encrypted with any more; returns their numbers. A key is kept for ten minutes
    /// after its successor was made, since other servers may not know that one yet.
    public List<Integer> retire() {
        Progress progress = progress();
        List<Integer> retired = progress.rows().headMap(progress.newest()).entrySet().stream()
                .filter(entry -> entry.getValue() == 0)
                .map(Map.Entry::getKey)
                .filter(ring::retire)
                .toList();
        retired.forEach(number -> LOG.log(Level.INFO, "destroyed a field key number={0}", number));
        return retired;
    }
}
