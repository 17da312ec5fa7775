package io.dotmac.agent.probe.redis;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A Redis server's own figures, from INFO.
///
/// @param worst what an operator should know first
/// @param facts raw
/// @param samples for charts, named as redis_exporter names them
record RedisFigures(Remark worst, Map<String, String> facts, List<Sample> samples) {
    private static final double BUSY_PERCENT = 80;
    private static final double FULL_PERCENT = 90;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

    private static final Map<String, String> METRIC_BY_FIELD = Map.ofEntries(
            Map.entry("connected_clients", "redis_connected_clients"),
            Map.entry("blocked_clients", "redis_blocked_clients"),
            Map.entry("used_memory", "redis_memory_used_bytes"),
            Map.entry("maxmemory", "redis_memory_max_bytes"),
            Map.entry("mem_fragmentation_ratio", "redis_mem_fragmentation_ratio"),
            Map.entry("total_commands_processed", "redis_commands_processed_total"),
            Map.entry("keyspace_hits", "redis_keyspace_hits_total"),
            Map.entry("keyspace_misses", "redis_keyspace_misses_total"),
            Map.entry("evicted_keys", "redis_evicted_keys_total"),
            Map.entry("rejected_connections", "redis_rejected_connections_total"),
            Map.entry("connected_slaves", "redis_connected_slaves"),
            Map.entry("master_repl_offset", "redis_master_repl_offset"),
            Map.entry("sync_full", "redis_replica_resyncs_full"),
            Map.entry("sync_partial_err", "redis_replica_partial_resync_denied"),
            Map.entry("uptime_in_seconds", "redis_uptime_in_seconds"));
    private static final List<String> FACTS = List.of(
            "redis_version",
            "connected_clients",
            "used_memory_human",
            "maxmemory_human",
            "uptime_in_seconds",
            "sync_full",
            "sync_partial_ok",
            "sync_partial_err",
            "rdb_bgsave_in_progress",
            "rdb_last_bgsave_status",
            "aof_enabled",
            "aof_rewrite_in_progress",
            "aof_last_bgrewrite_status",
            "aof_last_write_status");

    static RedisFigures of(Info info) {
        Map<String, String> facts = new TreeMap<>(ReplicationReading.facts(info));
        for (String name : FACTS) {
            if (!info.text(name).isEmpty()) {
                facts.put(name.equals("redis_version") ? "version" : name, info.text(name));
            }
        }
        List<Sample> samples = new ArrayList<>();
        METRIC_BY_FIELD.forEach((field, metric) -> {
            String value = info.text(field);
            if (NUMBER.matcher(value).matches()) {
                samples.add(Sample.of(metric, Double.parseDouble(value)));
            }
        });
        return new RedisFigures(worst(info), facts, samples);
    }

    private static Remark worst(Info info) {
        String role = info.text("role").equals("slave") ? "replica" : "primary";
        Remark worst = Remark.fine(
                role + ", " + info.text("used_memory_human") + " used, " + info.text("connected_clients") + " clients");
        long most = info.number("maxmemory", 0);
        if (most > 0) {
            double percent = 100.0 * info.number("used_memory", 0) / most;
            if (percent >= BUSY_PERCENT) {
                worst = worst.worse(new Remark(
                        percent >= FULL_PERCENT ? Severity.MAJOR : Severity.MINOR,
                        null,
                        Math.round(percent) + " % of its memory in use"));
            }
        }
        long clients = info.number("connected_clients", 0);
        long maxClients = info.number("maxclients", 0);
        if (maxClients > 0 && 100.0 * clients / maxClients >= BUSY_PERCENT) {
            worst = worst.worse(new Remark(
                    100.0 * clients / maxClients >= FULL_PERCENT ? Severity.MAJOR : Severity.MINOR,
                    ErrorClass.TOO_MANY_CONNECTIONS,
                    clients + " of " + maxClients + " clients"));
        }
        if (info.text("rdb_last_bgsave_status").equals("err")) {
            worst = worst.worse(new Remark(
                    Severity.MAJOR,
                    null,
                    "the last snapshot to disk failed: by default it takes no more writes (MISCONF)"));
        }
        if (info.text("aof_last_bgrewrite_status").equals("err")) {
            worst = worst.worse(
                    new Remark(Severity.MINOR, null, "the last rewrite of the append-only file failed: it grows on"));
        }
        if (info.text("aof_last_write_status").equals("err")) {
            worst = worst.worse(new Remark(Severity.MAJOR, null, "writing the append-only file failed"));
        }
        return worst;
    }
}
