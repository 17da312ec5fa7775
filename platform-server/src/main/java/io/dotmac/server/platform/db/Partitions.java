package io.dotmac.server.platform.db;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Partitions by time, whose names end in the day (`20260320`) or month (`202603`) that they hold.
public final class Partitions {
    private Partitions() {}

    /// The first day to keep where all before `kept` are too old, so that only the oldest partition goes at a time. A
    /// clock that jumped ahead by years costs one day or month each time that it is looked at, and not all history.
    public static LocalDate oneAtATime(Handle handle, String table, LocalDate kept) {
        Optional<String> oldest =
                handle.createQuery("""
                        select min(substring(c.relname from '[0-9]+$'))
                        from pg_inherits i join pg_class c on c.oid = i.inhrelid
                        where i.inhparent = cast(:table as regclass) and c.relname ~ '_([0-9]{6}|[0-9]{8})$'
                        """).bind("table", table).mapTo(String.class).findOne();
        return oldest.map(Partitions::end).filter(kept::isAfter).orElse(kept);
    }

    private static LocalDate end(String digits) {
        LocalDate begin =
                LocalDate.parse(digits.length() == 6 ? digits + "01" : digits, DateTimeFormatter.BASIC_ISO_DATE);
        return digits.length() == 6 ? begin.plusMonths(1) : begin.plusDays(1);
    }
}
