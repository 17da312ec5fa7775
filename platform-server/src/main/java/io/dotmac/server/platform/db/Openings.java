package io.dotmac.server.platform.db;

import io.dotmac.model.fleet.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// What transactions begin with: one statement that says whose rows are seen.
final class Openings {
    /// Takes on the role of a tenant that may be served, and with it finds its schema by `"$user"` of the search path,
    /// which therefore need not be set. No row: there is no such tenant, or it is not to be served.
    private static final String TENANT = """
            select set_config('role', schema_name, true), set_config('dotmac.tenant', id::text, true)
            from public.tenants where id = ? and state = 'active' and schema_level >= ?
            """;

    /// The same for a transaction that cannot write; both parameters are bound by
    /// [#bind(PreparedStatement, TenantId)].
    static final String READING = TENANT.replace("select ", "select set_config('transaction_read_only', 'on', true), ");

    /// The same before a statement whose plan is kept: it is planned once, for whatever values, and not five times for
    /// those that come first.
    static final String PLANNED =
            READING.replace("select ", "select set_config('plan_cache_mode', 'force_generic_plan', true), ");

    /// How many parameters each has.
    static final int PARAMETERS = 2;

    private static final String ANY_STATE = """
            select set_config('role', schema_name, true), set_config('dotmac.tenant', id::text, true)
            from public.tenants where id = ? and schema_level > 0
            """;

    private static final String KEY = "select set_config('dotmac.key', ?, true)";

    /// One of them.
    @FunctionalInterface
    interface Opening {
        void open(Connection connection) throws SQLException;
    }

    private Openings() {}

    /// On the rows of a tenant that is served.
    static void tenant(Connection connection, TenantId tenant) throws SQLException {
        tenant(connection, TENANT, tenant);
    }

    /// The same, only to read.
    static void reading(Connection connection, TenantId tenant) throws SQLException {
        tenant(connection, READING, tenant);
    }

    static void bind(PreparedStatement statement, TenantId tenant) throws SQLException {
        statement.setObject(1, tenant.value());
        statement.setInt(2, MigrationSet.TENANT.level());
    }

    /// On the rows of a tenant whatever its state.
    static void anyState(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ANY_STATE)) {
            statement.setObject(1, tenant.value());
            seeOne(connection, statement, tenant);
        }
    }

    /// The same, only to read, and always what was there at the first statement.
    static void snapshot(Connection connection, TenantId tenant) throws SQLException {
        execute(connection, "set transaction isolation level repeatable read, read only");
        anyState(connection, tenant);
    }

    /// On tables of no tenant, only to read.
    static void readOnly(Connection connection) throws SQLException {
        execute(connection, "set transaction read only");
    }

    /// On rows that `key` names by itself.
    static void key(Connection connection, String key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KEY)) {
            statement.setString(1, key);
            statement.execute();
        }
    }

    private static void tenant(Connection connection, String sql, TenantId tenant) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, tenant);
            seeOne(connection, statement, tenant);
        }
    }

    private static void seeOne(Connection connection, PreparedStatement statement, TenantId tenant)
            throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw TenantRefused.of(connection, tenant);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement mode = connection.createStatement()) {
            mode.execute(sql);
        }
    }
}
