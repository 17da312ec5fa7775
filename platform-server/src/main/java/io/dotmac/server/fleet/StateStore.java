package io.dotmac.server.fleet;

import io.dotmac.model.Json;
import io.dotmac.model.report.Inventory.Part;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;

/// Writes the latest states of one kind; an older report never overwrites what a newer one brought.
///
/// @param <S> kind of state
final class StateStore<S> {
    private static final String STATE = """
            insert into fleet.{table} as s (tenant_id, node_id, name, state, boot, seq, collected_at, received_at)
            values (?, ?, ?, ?::jsonb, ?, ?, ?, ?)
            on conflict (tenant_id, node_id, name) do update set state = excluded.state, boot = excluded.boot,
              seq = excluded.seq, collected_at = excluded.collected_at, received_at = excluded.received_at
            where (s.boot = excluded.boot and s.seq < excluded.seq)
               or (s.boot <> excluded.boot and s.collected_at <= excluded.collected_at)
            """;
    private static final String ABSENT = """
            delete from fleet.{table}
            where tenant_id = ? and node_id = ? and name <> all (?)
              and ((boot = ? and seq < ?) or (boot <> ? and collected_at <= ?))
            """;
    private static final String GONE = ABSENT.replace("name <> all (?)", "name = any (?)");

    private final String table;
    private final Function<ReportParts, Part<S>> part;
    private final Function<S, String> name;

    StateStore(String table, Function<ReportParts, Part<S>> part, Function<S, String> name) {
        this.table = table;
        this.part = part;
        this.name = name;
    }

    void write(Connection connection, List<Arrival> stored) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(STATE.replace("{table}", table));
                PreparedStatement absent = connection.prepareStatement(ABSENT.replace("{table}", table));
                PreparedStatement gone = connection.prepareStatement(GONE.replace("{table}", table))) {
            boolean anyState = false;
            boolean anyAbsent = false;
            boolean anyGone = false;
            for (Arrival one : stored) {
                Part<S> told = part.apply(ReportParts.of(one.report()));
                for (S state : told.states()) {
                    upsert(upsert, one, state);
                    anyState = true;
                }
                if (told.complete()) {
                    List<String> names = told.states().stream().map(name).toList();
                    delete(connection, absent, one, names);
                    anyAbsent = true;
                }
                if (!told.gone().isEmpty()) {
                    delete(connection, gone, one, told.gone());
                    anyGone = true;
                }
            }
            if (anyState) {
                upsert.executeBatch();
            }
            if (anyAbsent) {
                absent.executeBatch();
            }
            if (anyGone) {
                gone.executeBatch();
            }
        }
    }

    private void upsert(PreparedStatement statement, Arrival one, S state) throws SQLException {
        Position position = one.position();
        statement.setObject(1, one.key().tenant().value());
        statement.setObject(2, one.key().node().value());
        statement.setString(3, name.apply(state));
        statement.setString(4, Json.text(state));
        statement.setString(5, position.boot());
        statement.setLong(6, position.seq());
        statement.setObject(7, at(position.collectedAt()));
        statement.setObject(8, at(one.receivedAt()));
        statement.addBatch();
    }

    private static void delete(Connection connection, PreparedStatement statement, Arrival one, List<String> names)
            throws SQLException {
        Position position = one.position();
        statement.setObject(1, one.key().tenant().value());
        statement.setObject(2, one.key().node().value());
        statement.setArray(3, connection.createArrayOf("text", names.toArray()));
        statement.setString(4, position.boot());
        statement.setLong(5, position.seq());
        statement.setString(6, position.boot());
        statement.setObject(7, at(position.collectedAt()));
        statement.addBatch();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
