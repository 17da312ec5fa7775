package io.dotmac.server.fleet;

import io.dotmac.model.Json;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.model.report.Gap;
import io.dotmac.server.fleet.SampleWriter.Twins;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.SqlFailure;
import io.dotmac.server.platform.db.StatementFailed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes a batch of reports of one tenant in one transaction. Each (node, boot, seq) is stored once, however often it
/// comes; an older report never overwrites the state that a newer one brought.
final class IntakeStore {
    private static final String BOOT = """
            insert into fleet.agent_boots as b (tenant_id, node_id, boot, seqs, first_at)
            values (?, ?, ?, int8multirange(int8range(?, ?)), ?)
            on conflict (tenant_id, node_id, boot)
            do update set seqs = b.seqs + excluded.seqs where not b.seqs @> excluded.seqs
            """;
    private static final String NODE = """
            update fleet.nodes set
              state_since = case when state = 'UP' then state_since else ? end, state = 'UP',
              last_seen = greatest(last_seen, ?), boot = ?, seq = ?, collected_at = ?, interval_millis = ?,
              clock_offset_millis = coalesce(?, clock_offset_millis), host = coalesce(?::jsonb, host),
              agent_version = ?
            where tenant_id = ? and id = ?
              and (boot is null or (boot = ? and seq < ?) or (boot <> ? and collected_at <= ?))
            """;
    private static final String SEEN = """
            update fleet.nodes set last_seen = greatest(last_seen, ?) where tenant_id = ? and id = ?
            """;
    private static final String GAP = """
            insert into fleet.gaps
              (tenant_id, node_id, boot, from_at, to_at, first_seq, last_seq, samples, cause, received_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final List<StateStore<?>> STATES = List.of(
            new StateStore<>("dependency_state", ReportParts::dependencies, DependencyState::name),
            new StateStore<>("replication_state", ReportParts::links, ReplicationLink::name),
            new StateStore<>("container_state", ReportParts::containers, ContainerState::name),
            new StateStore<>("workload_state", ReportParts::workloads, WorkloadState::id));

    private final Database database;
    private final SampleWriter samples;

    IntakeStore(Database database, SampleWriter samples) {
        this.database = database;
        this.samples = samples;
    }

    /// Stores what is new and returns, in the order of `batch`, which were.
    List<Boolean> write(TenantId tenant, List<Arrival> batch) {
        try {
            return write(tenant, batch, Twins.FAIL);
        } catch (SqlFailure e) {
            if (e.isDuplicate()) {
                return write(tenant, batch, Twins.LEFT_OUT);
            }
            throw e;
        }
    }

    private List<Boolean> write(TenantId tenant, List<Arrival> batch, Twins twins) {
        List<Runnable> afterCommit = new ArrayList<>();
        List<Boolean> fresh = database.inTenant(tenant, handle -> {
            try {
                Connection connection = handle.getConnection();
                List<Boolean> isNew = claim(connection, batch);
                List<Arrival> stored = new ArrayList<>();
                for (int i = 0; i < batch.size(); i++) {
                    if (isNew.get(i)) {
                        stored.add(batch.get(i));
                    }
                }
                if (!stored.isEmpty()) {
                    nodes(connection, stored);
                    for (StateStore<?> states : STATES) {
                        states.write(connection, stored);
                    }
                    gaps(connection, stored);
                    afterCommit.add(samples.write(connection, tenant, stored, twins));
                }
                return isNew;
            } catch (SQLException e) {
                throw new StatementFailed(e);
            }
        });
        afterCommit.forEach(Runnable::run);
        return fresh;
    }

    private static List<Boolean> claim(Connection connection, List<Arrival> batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BOOT)) {
            for (Arrival one : batch) {
                statement.setObject(1, one.key().tenant().value());
                statement.setObject(2, one.key().node().value());
                statement.setString(3, one.report().boot());
                statement.setLong(4, one.report().seq());
                statement.setLong(5, one.report().seq() + 1);
                statement.setObject(6, at(one.receivedAt()));
                statement.addBatch();
            }
            List<Boolean> fresh = new ArrayList<>(batch.size());
            for (int count : statement.executeBatch()) {
                fresh.add(count == 1);
            }
            return fresh;
        }
    }

    private static void nodes(Connection connection, List<Arrival> stored) throws SQLException {
        try (PreparedStatement node = connection.prepareStatement(NODE);
                PreparedStatement seen = connection.prepareStatement(SEEN)) {
            for (Arrival one : latest(stored).values()) {
                Position position = one.position();
                Optional<Long> offset = one.report().clockOffsetMillis();
                node.setObject(1, at(one.receivedAt()));
                node.setObject(2, at(one.receivedAt()));
                node.setString(3, position.boot());
                node.setLong(4, position.seq());
                node.setObject(5, at(position.collectedAt()));
                node.setLong(6, one.report().intervalMillis());
                node.setObject(7, offset.orElse(null), Types.BIGINT);
                node.setString(8, one.report().host().map(Json::text).orElse(null));
                node.setString(9, one.report().agentVersion());
                node.setObject(10, one.key().tenant().value());
                node.setObject(11, one.key().node().value());
                node.setString(12, position.boot());
                node.setLong(13, position.seq());
                node.setString(14, position.boot());
                node.setObject(15, at(position.collectedAt()));
                node.addBatch();
                seen.setObject(1, at(one.receivedAt()));
                seen.setObject(2, one.key().tenant().value());
                seen.setObject(3, one.key().node().value());
                seen.addBatch();
            }
            int[] newer = node.executeBatch();
            if (java.util.Arrays.stream(newer).anyMatch(count -> count == 0)) {
                seen.executeBatch(); // A backlog report: the agent lives, though what it tells is old.
            }
        }
    }

    private static Map<NodeId, Arrival> latest(List<Arrival> stored) {
        Map<NodeId, Arrival> latest = new LinkedHashMap<>();
        for (Arrival one : stored) {
            latest.merge(one.key().node(), one, (a, b) -> b.position().isAfter(a.position()) ? b : a);
        }
        return latest;
    }

    private static void gaps(Connection connection, List<Arrival> stored) throws SQLException {
        if (stored.stream().allMatch(one -> one.report().gaps().isEmpty())) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(GAP)) {
            for (Arrival one : stored) {
                long offset = one.report().clockOffsetMillis().orElse(0L);
                for (Gap gap : one.report().gaps()) {
                    statement.setObject(1, one.key().tenant().value());
                    statement.setObject(2, one.key().node().value());
                    statement.setString(3, gap.boot().orElse(one.report().boot()));
                    statement.setObject(4, at(gap.from().minusMillis(offset)));
                    statement.setObject(5, at(gap.to().minusMillis(offset)));
                    statement.setLong(6, gap.firstSeq());
                    statement.setLong(7, gap.lastSeq());
                    statement.setLong(8, gap.samples());
                    statement.setString(9, gap.cause());
                    statement.setObject(10, at(one.receivedAt()));
                    statement.addBatch();
                }
            }
            statement.executeBatch();
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
