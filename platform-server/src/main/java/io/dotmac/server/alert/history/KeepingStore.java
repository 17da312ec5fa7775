package io.dotmac.server.alert.history;

import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Partitions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/// Looks after the month partitions of `alert.transitions`, and after alerts whose history is gone.
final class KeepingStore {
    private final Database database;

    KeepingStore(Database database) {
        this.database = database;
    }

    /// Makes the partitions from one day to another and drops the oldest that ends before the first that is kept.
    void keepPartitions(LocalDate kept, LocalDate first, LocalDate last) {
        database.shared(
                handle -> handle.createQuery("select public.keep_partitions('alert.transitions', :kept, :first, :last)")
                        .bind("kept", Partitions.oneAtATime(handle, "alert.transitions", kept))
                        .bind("first", first)
                        .bind("last", last)
                        .mapTo(Integer.class)
                        .one());
    }

    /// When the history that is kept begins, by its partitions: those go one at a time, whatever the clock says.
    Optional<Instant> begin() {
        return database.shared(handle -> handle.createQuery(
                        "select cast(to_date(min(substring(c.relname from '_([0-9]{6})$')), 'YYYYMM') as timestamp) at time zone 'UTC'"
                                + " from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                                + " where i.inhparent = cast('alert.transitions' as regclass)")
                .mapTo(OffsetDateTime.class)
                .findOne()
                .map(OffsetDateTime::toInstant));
    }

    /// Forgets alerts that ended before; returns how many of at most `most`.
    int purge(Instant before, int most) {
        return database.shared(handle -> handle.createQuery("select alert.purge_alerts(:before, :most)")
                .bind("before", before.atOffset(ZoneOffset.UTC))
                .bind("most", most)
                .mapTo(Integer.class)
                .one());
    }
}
