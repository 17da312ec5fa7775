package io.dotmac.server.fleet.series;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Partitions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Makes the rows of `fleet.rollup_minute` and `fleet.rollup_hour`: always the whole minute and the whole hour anew
/// from what it is made of, so that a second time changes nothing and what came late is in.
final class RollupStore {
    /// What is rolled up at once.
    static final Duration SLOT = Duration.ofMinutes(15);

    private static final int SLOTS = 96;
    private static final Duration HOUR = Duration.ofHours(1);

    private static final String CLAIM = """
            delete from fleet.rollup_due where tenant_id = :tenant and slot in (
              select distinct slot from fleet.rollup_due where tenant_id = :tenant and slot < :before
              order by slot limit :most)
            returning slot
            """;
    private static final String INTO = """
            on conflict (tenant_id, series_id, at) do update set count = excluded.count, low = excluded.low,
              high = excluded.high, total = excluded.total, last = excluded.last
            where (r.count, r.low, r.high, r.total, r.last)
              is distinct from (excluded.count, excluded.low, excluded.high, excluded.total, excluded.last)
            """;
    private static final String MINUTES = """
            insert into fleet.rollup_minute as r (tenant_id, series_id, at, count, low, high, total, last)
            select tenant_id, series_id, date_bin('1 minute', at, timestamptz 'epoch') as minute, count(*), min(value),
              max(value), sum(value), (array_agg(value order by at desc))[1]
            from fleet.samples where tenant_id = :tenant and at >= :from and at < :to
            group by tenant_id, series_id, minute
            """ + INTO;
    private static final String HOURS = """
            insert into fleet.rollup_hour as r (tenant_id, series_id, at, count, low, high, total, last)
            select tenant_id, series_id, date_bin('1 hour', at, timestamptz 'epoch') as hour, sum(count), min(low),
              max(high), sum(total), (array_agg(last order by at desc))[1]
            from fleet.rollup_minute where tenant_id = :tenant and at >= :from and at < :to
            group by tenant_id, series_id, hour
            """ + INTO;

    private final Database database;

    RollupStore(Database database) {
        this.database = database;
    }

    /// A span of time without a hole.
    record Span(Instant from, Instant to) {}

    /// Whose samples wait in quarters of an hour that began before.
    List<TenantId> waiting(Instant before) {
        return database.shared(handle -> handle.createQuery("select * from fleet.rollup_tenants(:before)")
                .bind("before", before.atOffset(ZoneOffset.UTC))
                .mapTo(UUID.class)
                .map(TenantId::new)
                .list());
    }

    /// Rolls up what waits of a tenant, at most a day's worth; returns how many quarters of an hour that were, none
    /// also while another server is at it.
    int roll(TenantId tenant, Instant before) {
        return database.inAnyState(tenant, handle -> {
            boolean mine = handle.createQuery(
                            "select pg_try_advisory_xact_lock(hashtextextended('fleet.rollup ' || :tenant, 0))")
                    .bind("tenant", tenant.toString())
                    .mapTo(Boolean.class)
                    .one();
            if (!mine) {
                return 0;
            }
            SortedSet<Instant> slots = claim(handle, tenant, before);
            SortedSet<Instant> hours = new TreeSet<>();
            slots.forEach(slot -> hours.add(floor(slot, HOUR)));
            spans(slots, SLOT).forEach(span -> make(handle, MINUTES, tenant, span));
            spans(hours, HOUR).forEach(span -> make(handle, HOURS, tenant, span));
            return slots.size();
        });
    }

    /// Makes partitions to the day after tomorrow, and drops the oldest that is older than is kept.
    void keepPartitions(LocalDate today, Retention retention) {
        keep("fleet.rollup_minute", today.minusDays(retention.minuteDays()), today.plusDays(2));
        keep("fleet.rollup_hour", today.minusDays(retention.hourDays()), today.plusDays(32));
    }

    /// Forgets losses of samples that are older than everything that is kept.
    int purgeGaps(Instant before, int most) {
        return database.shared(handle -> handle.createQuery("select fleet.purge_gaps(:before, :most)")
                .bind("before", before.atOffset(ZoneOffset.UTC))
                .bind("most", most)
                .mapTo(Integer.class)
                .one());
    }

    private void keep(String table, LocalDate first, LocalDate last) {
        database.shared(handle -> handle.createQuery("select public.keep_partitions(:table, :kept, :first, :last)")
                .bind("table", table)
                .bind("kept", Partitions.oneAtATime(handle, table, first))
                .bind("first", first)
                .bind("last", last)
                .mapTo(Integer.class)
                .one());
    }

    private static SortedSet<Instant> claim(Handle handle, TenantId tenant, Instant before) {
        SortedSet<Instant> slots = new TreeSet<>();
        handle.createQuery(CLAIM)
                .bind("tenant", tenant.value())
                .bind("before", before.atOffset(ZoneOffset.UTC))
                .bind("most", SLOTS)
                .mapTo(OffsetDateTime.class)
                .forEach(slot -> slots.add(slot.toInstant()));
        return slots;
    }

    private static void make(Handle handle, String sql, TenantId tenant, Span span) {
        handle.createUpdate(sql)
                .bind("tenant", tenant.value())
                .bind("from", span.from.atOffset(ZoneOffset.UTC))
                .bind("to", span.to.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// Joins what follows on each other.
    static List<Span> spans(SortedSet<Instant> begins, Duration length) {
        List<Span> spans = new ArrayList<>();
        for (Instant begin : begins) {
            Span last = spans.isEmpty() ? null : spans.getLast();
            if (last != null && last.to.equals(begin)) {
                spans.set(spans.size() - 1, new Span(last.from, begin.plus(length)));
            } else {
                spans.add(new Span(begin, begin.plus(length)));
            }
        }
        return spans;
    }

    static Instant floor(Instant at, Duration length) {
        long seconds = length.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
    }
}
