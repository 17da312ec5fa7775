package io.dotmac.server.platform.db;

import io.dotmac.server.platform.config.Secret;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/// Opens the pool's connections with the password that holds now. Where PostgreSQL refuses it, it is asked for anew
/// where it came from, so that a password that was changed there is used without a restart and without a failed
/// request.
final class LogInSource extends PGSimpleDataSource {
    private static final Logger LOG = System.getLogger(LogInSource.class.getName());
    private static final long serialVersionUID = 1;

    /// SQL's class of states for a refused log-in.
    private static final String REFUSED = "28";

    /// Statements that a connection keeps, the latest used: room for a hot one of each of 1,000 tenants beside others.
    /// Each takes up to 60 kB of its backend.
    private static final int KEPT_STATEMENTS = 1_536;

    private static final int KEPT_MIB = 8;

    private final transient Secret secret;
    private final String username;

    LogInSource(DatabaseConfig config) {
        this.secret = config.password();
        this.username = config.username();
        setUrl(config.jdbcUrl());
        setSslMode(config.sslMode().text());
        setApplicationName("dotmac-server");
        setLogServerErrorDetail(false); // which would tell the values of keys
        setConnectTimeout(3);
        setSocketTimeout(60);
        setTcpKeepAlive(true);
        setPreparedStatementCacheQueries(KEPT_STATEMENTS);
        setPreparedStatementCacheSizeMiB(KEPT_MIB);
        if (!config.preparedStatements()) {
            setPrepareThreshold(0); // a pooler gives each transaction another connection
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        String known = secret.value();
        try {
            return getConnection(username, known);
        } catch (SQLException e) {
            if (!String.valueOf(e.getSQLState()).startsWith(REFUSED) || !renewed(known)) {
                throw e;
            }
            LOG.log(Level.INFO, "database password was changed, logging in anew");
            return getConnection(username, secret.value());
        }
    }

    private boolean renewed(String known) {
        try {
            return secret.isRenewed(known);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "database password is refused and cannot be read anew cause={0}", e.getMessage());
            return false;
        }
    }
}
