package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.Severity;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A subscriber's side of logical replication.
///
/// An apply worker that dies of each change it tries is away only now and then: what tells is that its errors grow.
/// Used by one thread.
final class Subscriptions {
    private static final int AWAY_READINGS = 2;
    private static final String CONFLICTS = """
            e.confl_insert_exists + e.confl_update_origin_differs + e.confl_update_exists + e.confl_update_missing
                + e.confl_delete_origin_differs + e.confl_delete_missing + e.confl_multiple_unique_conflicts""";

    private final Map<String, Long> errorsByName = new HashMap<>();
    private final Map<String, Integer> awayByName = new HashMap<>();

    /// One subscription.
    ///
    /// @param name of it
    /// @param enabled whether it is meant to run
    /// @param works whether its worker runs now
    /// @param received position up to which it has the log
    /// @param messageSeconds since it last heard of its publisher
    /// @param errors of its worker so far, absent before 15
    /// @param conflicts of what it applied with what was there, absent before 18
    /// @param endSeconds since its publisher last told where its log ends
    /// @param pending tables that are not copied yet, absent for another database's subscription
    record Subscription(
            String name,
            boolean enabled,
            boolean works,
            String received,
            @Nullable Double messageSeconds,
            @Nullable Long errors,
            @Nullable Long conflicts,
            @Nullable Double endSeconds,
            @Nullable Long pending) {}

    static String query(int major) {
        String leader = major >= 16 ? " and st.leader_pid is null" : "";
        String errors = major >= 15 ? "e.apply_error_count + e.sync_error_count" : "null::bigint";
        String conflicts = major >= 18 ? CONFLICTS : "null::bigint";
        String join = major >= 15 ? "left join pg_stat_subscription_stats e on e.subid = st.subid" : "";
        return """
            select st.subname, s.subenabled, st.pid is not null as works, coalesce(st.received_lsn::text, '') as received,
                   extract(epoch from clock_timestamp() - st.last_msg_receipt_time) as message_s, %s as errors,
                   %s as conflicts, extract(epoch from clock_timestamp() - st.latest_end_time) as end_s,
                   case when d.datname = current_database() then
                       (select count(*) from pg_subscription_rel r where r.srsubid = st.subid
                            and r.srsubstate not in ('r', 's')) end as pending
            from pg_stat_subscription st
            join pg_subscription s on s.oid = st.subid
            join pg_database d on d.oid = s.subdbid
            %s where st.relid is null%s order by st.subname limit 50""".formatted(errors, conflicts, join, leader);
    }

    Remark read(Session session, int major, Map<String, String> facts, List<Sample> samples) throws SQLException {
        List<Subscription> all = Rows.all(
                session,
                query(major),
                row -> new Subscription(
                        Rows.text(row, "subname"),
                        row.getBoolean("subenabled"),
                        row.getBoolean("works"),
                        Rows.text(row, "received"),
                        Rows.decimal(row, "message_s"),
                        Rows.number(row, "errors"),
                        Rows.number(row, "conflicts"),
                        Rows.decimal(row, "end_s"),
                        Rows.number(row, "pending")));
        return judge(all, facts, samples);
    }

    /// Whether there were any at the last reading.
    boolean any() {
        return !errorsByName.isEmpty();
    }

    Remark judge(List<Subscription> all, Map<String, String> facts, List<Sample> samples) {
        Remark worst = Remark.fine("");
        for (Subscription each : all) {
            facts.put("subscription " + each.name(), told(each));
            samples.add(Sample.of("pg_stat_subscription_up", each.name(), each.works() ? 1L : 0L));
            Rows.sample(samples, "pg_stat_subscription_errors_total", each.name(), each.errors());
            Rows.sample(samples, "pg_stat_subscription_conflicts_total", each.name(), each.conflicts());
            worst = worst.worse(judge(each));
        }
        if (all.isEmpty()) {
            samples.add(Sample.none("pg_stat_subscription_"));
        }
        errorsByName
                .keySet()
                .retainAll(new HashSet<>(all.stream().map(Subscription::name).toList()));
        awayByName.keySet().retainAll(errorsByName.keySet());
        return worst;
    }

    private Remark judge(Subscription each) {
        String name = "subscription " + each.name();
        Long errors = each.errors();
        Long before = errorsByName.put(each.name(), errors == null ? 0 : errors);
        if (!each.enabled()) {
            return new Remark(Severity.MINOR, null, name + " is disabled");
        }
        if (errors != null && before != null && errors > before) {
            return new Remark(
                    Severity.CRITICAL,
                    null,
                    name + " fails on what it applies: " + (errors - before) + " new errors, " + errors
                            + " in all; see the subscriber's log");
        }
        int away = each.works() ? 0 : awayByName.merge(each.name(), 1, Integer::sum);
        if (each.works()) {
            awayByName.remove(each.name());
        }
        if (away >= AWAY_READINGS) {
            return new Remark(Severity.CRITICAL, null, name + " has no worker: it applies nothing");
        }
        Long pending = each.pending();
        return pending != null && pending > 0
                ? new Remark(Severity.INFO, null, name + " still copies " + pending + " tables")
                : Remark.fine("");
    }

    private static String told(Subscription each) {
        return (each.enabled() ? each.works() ? "works" : "has no worker" : "disabled")
                + (each.received().isEmpty() ? "" : ", received " + each.received())
                + (each.errors() == null ? "" : ", " + each.errors() + " errors")
                + (each.conflicts() == null || each.conflicts() == 0 ? "" : ", " + each.conflicts() + " conflicts")
                + (each.endSeconds() == null ? "" : ", end of the log told " + Math.round(each.endSeconds()) + " s ago")
                + (each.pending() == null || each.pending() == 0 ? "" : ", " + each.pending() + " tables to copy");
    }
}
