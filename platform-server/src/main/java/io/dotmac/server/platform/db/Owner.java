package io.dotmac.server.platform.db;

import io.dotmac.model.fleet.TenantId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// The log-in that owns schemas and tables: for migrations and for making tenants, never for serving requests.
///
/// Each call is one connection and one transaction, without state of its session, so a pooler between is fine.
public final class Owner {
    private final DatabaseConfig config;

    /// @param config whose owner log-in is used
    public Owner(DatabaseConfig config) {
        this.config = config;
    }

    /// One transaction of the owner.
    public <T extends @Nullable Object> T transaction(Function<Tx, T> work) {
        try (Connection connection = connect()) {
            return transaction(connection, work);
        } catch (SQLException e) {
            throw new DatabaseUnavailable(config.address(), e);
        }
    }

    /// One transaction on a connection that is kept, for many of them one after the other.
    public <T extends @Nullable Object> T transaction(Connection connection, Function<Tx, T> work) {
        try {
            connection.setAutoCommit(false);
            boolean done = false;
            Jdbi jdbi = Jdbi.create(connection); // leaves the connection open
            jdbi.getConfig(Handles.class).setForceEndTransactions(false); // ended here, by commit or rollback
            try (Handle handle = jdbi.open()) {
                Tx tx = new Tx(handle, Optional.<TenantId>empty());
                T result = work.apply(tx);
                tx.finish();
                connection.commit();
                done = true;
                tx.committed();
                return result;
            } finally {
                if (!done && !connection.isClosed()) {
                    connection.rollback();
                }
            }
        } catch (SQLException | JdbiException | StatementFailed e) {
            throw SqlFailure.of(e, config.address());
        }
    }

    /// A connection to be closed by the caller.
    public Connection connect() {
        Properties login = new Properties();
        login.setProperty("user", config.ownerUsername());
        login.setProperty("password", config.ownerPassword().value());
        login.setProperty("connectTimeout", "3");
        login.setProperty("tcpKeepAlive", "true");
        login.setProperty("sslmode", config.sslMode().text());
        login.setProperty("ApplicationName", "dotmac-migrations");
        login.setProperty("prepareThreshold", "0"); // each statement is run once
        try {
            return DriverManager.getConnection(config.jdbcUrl(), login);
        } catch (SQLException e) {
            throw new DatabaseUnavailable(config.address(), e);
        }
    }

    /// For messages.
    public DatabaseConfig config() {
        return config;
    }
}
