package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Severity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What PgBouncer's console shows: pools, databases, traffic, and how many clients it still takes.
///
/// @param worst what an operator should know first
/// @param facts raw
/// @param samples for charts, named as pgbouncer_exporter names them
record PoolFigures(Remark worst, Map<String, String> facts, List<Sample> samples) {
    private static final int MAX_POOLS = 30;
    private static final double BUSY_PERCENT = 80;
    private static final double FULL_PERCENT = 95;
    private static final double LONG_WAIT = 10;

    static PoolFigures read(Console console, Duration waitWarn) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        List<Sample> samples = new ArrayList<>();
        Remark worst = clients(console, facts, samples);
        worst = worst.worse(databases(console, facts));
        worst = worst.worse(pools(console, waitWarn, facts, samples));
        stats(console, samples);
        return new PoolFigures(worst, facts, samples);
    }

    private static Remark clients(Console console, Map<String, String> facts, List<Sample> samples) throws IOException {
        long used = valueOf(console.show("lists"), "list", "items", "used_clients");
        long most = valueOf(console.show("config"), "key", "value", "max_client_conn");
        facts.put("clients", used + " of " + most);
        samples.add(Sample.of("pgbouncer_used_clients", used));
        samples.add(Sample.of("pgbouncer_config_max_client_connections", most));
        double percent = most <= 0 ? 0 : 100.0 * used / most;
        if (percent >= BUSY_PERCENT) {
            return new Remark(
                    percent >= FULL_PERCENT ? Severity.MAJOR : Severity.MINOR,
                    ErrorClass.TOO_MANY_CONNECTIONS,
                    used + " of " + most + " clients: max_client_conn is nearly reached");
        }
        return Remark.fine(used + " of " + most + " clients, nobody waits");
    }

    private static long valueOf(List<Map<String, String>> rows, String keyColumn, String column, String key) {
        for (Map<String, String> row : rows) {
            if (row.getOrDefault(keyColumn, "").equals(key)) {
                return number(row, column);
            }
        }
        return 0;
    }

    private static Remark databases(Console console, Map<String, String> facts) throws IOException {
        Remark worst = Remark.fine("");
        for (Map<String, String> row : console.show("databases")) {
            String name = row.getOrDefault("name", "");
            boolean paused = number(row, "paused") == 1;
            boolean disabled = number(row, "disabled") == 1;
            if (name.equals("pgbouncer") || !(paused || disabled)) {
                continue;
            }
            facts.put("database " + name, paused ? "paused" : "disabled");
            worst = worst.worse(new Remark(
                    Severity.MINOR,
                    null,
                    "database " + name + " is " + (paused ? "paused: its clients wait" : "disabled")));
        }
        return worst;
    }

    private static Remark pools(Console console, Duration waitWarn, Map<String, String> facts, List<Sample> samples)
            throws IOException {
        Remark worst = Remark.fine("");
        int count = 0;
        for (Map<String, String> row : console.show("pools")) {
            String name = row.getOrDefault("database", "") + "/" + row.getOrDefault("user", "");
            if (row.getOrDefault("database", "").equals("pgbouncer") || ++count > MAX_POOLS) {
                continue;
            }
            long waiting = number(row, "cl_waiting");
            long serving = number(row, "sv_active") + number(row, "sv_idle") + number(row, "sv_used");
            double wait = number(row, "maxwait") + number(row, "maxwait_us") / 1e6;
            facts.put(
                    "pool " + name,
                    number(row, "cl_active") + " clients, " + waiting + " waiting, " + number(row, "sv_active")
                            + " servers busy, " + number(row, "sv_idle") + " idle, "
                            + row.getOrDefault("pool_mode", "session"));
            samples.add(Sample.of("pgbouncer_pools_client_active_connections", name, number(row, "cl_active")));
            samples.add(Sample.of("pgbouncer_pools_client_waiting_connections", name, waiting));
            samples.add(Sample.of("pgbouncer_pools_server_active_connections", name, number(row, "sv_active")));
            samples.add(Sample.of("pgbouncer_pools_server_idle_connections", name, number(row, "sv_idle")));
            samples.add(new Sample("pgbouncer_pools_client_maxwait_seconds", name, wait));
            worst = worst.worse(pool(name, waiting, serving, wait, waitWarn.toMillis() / 1e3));
        }
        return worst;
    }

    private static Remark pool(String name, long waiting, long serving, double wait, double warn) {
        if (waiting == 0 || wait < warn) {
            return Remark.fine("");
        }
        String clients = waiting + (waiting == 1 ? " client waits" : " clients wait");
        String longest = String.format(Locale.ROOT, "the first for %.1f s", wait);
        return serving == 0
                ? new Remark(
                        Severity.MAJOR,
                        ErrorClass.REFUSED,
                        "pool " + name + " gets no connection to its database: " + clients + ", " + longest)
                : new Remark(
                        wait >= LONG_WAIT ? Severity.MAJOR : Severity.MINOR,
                        ErrorClass.TOO_MANY_CONNECTIONS,
                        "pool " + name + " is used up: " + clients + ", " + longest);
    }

    private static void stats(Console console, List<Sample> samples) throws IOException {
        int count = 0;
        for (Map<String, String> row : console.show("stats")) {
            String name = row.getOrDefault("database", "");
            if (name.equals("pgbouncer") || ++count > MAX_POOLS) {
                continue;
            }
            samples.add(Sample.of("pgbouncer_stats_queries_pooled_total", name, number(row, "total_query_count")));
            samples.add(Sample.of("pgbouncer_stats_transactions_total", name, number(row, "total_xact_count")));
            samples.add(new Sample(
                    "pgbouncer_stats_waiting_duration_seconds_total", name, number(row, "total_wait_time") / 1e6));
        }
    }

    private static long number(Map<String, String> row, String column) {
        String text = row.getOrDefault(column, "");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}
