package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.probe.Deadline;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/// The one connection to a PostgreSQL target: kept, replaced when it drops, renewed once a minute.
///
/// A warm connection hides that no new one can be had; hence the renewal. Used by one thread; only [#close()] may come
/// from another.
final class PostgresLink implements AutoCloseable {
    /// A kept connection hides that no new one can be had.
    static final Duration RENEWAL = Duration.ofSeconds(60);

    private static final int GIVEN_UP_MILLIS = 5;

    private final TargetConfig.Postgres target;
    private final Duration timeout;
    private final Duration renewal;
    private volatile @Nullable Connection connection;
    private long openedAt;

    /// @param renewal how long a connection is kept
    PostgresLink(TargetConfig.Postgres target, Duration timeout, Duration renewal) {
        this.target = target;
        this.timeout = timeout;
        this.renewal = renewal;
    }

    /// The connection, opened if there is none.
    Session open(Deadline deadline) throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = connect(deadline);
            connection = open;
            openedAt = System.nanoTime();
        }
        return new Session(open, deadline);
    }

    /// Once it is old, replaces the connection with a fresh one; fails without harm to the old.
    void renew(Deadline deadline) throws SQLException {
        if (connection == null || System.nanoTime() - openedAt < renewal.toNanos()) {
            return;
        }
        openedAt = System.nanoTime();
        // The old connection must have time left to be asked.
        Connection fresh = connect(deadline.share(2));
        close();
        connection = fresh;
    }

    /// Waits on the connection itself, so that its end is seen at once; `false` when there is none to wait on.
    boolean rest(Duration longest) {
        Connection open = connection;
        if (open == null) {
            return false;
        }
        try {
            open.unwrap(PGConnection.class).getNotifications((int) Math.max(1, longest.toMillis()));
            return true;
        } catch (SQLException e) {
            close();
            return true;
        }
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (SQLException e) {
            // It was broken; there is nothing left to close.
            return;
        }
    }

    private Connection connect(Deadline deadline) throws SQLException {
        int left = left(deadline);
        int seconds = Math.ceilDiv(left, 1000);
        Properties properties = new Properties();
        PGProperty.USER.set(properties, target.username());
        if (target.password() != null) {
            PGProperty.PASSWORD.set(properties, target.password().reveal());
        }
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds);
        PGProperty.LOGIN_TIMEOUT.set(properties, String.valueOf(left / 1e3));
        PGProperty.APPLICATION_NAME.set(properties, "dotmac-agent");
        PGProperty.SSL_MODE.set(properties, target.sslMode());
        PGProperty.PREPARE_THRESHOLD.set(properties, 2);
        PGProperty.OPTIONS.set(properties, "-c statement_timeout=" + timeout.toMillis() + " -c lock_timeout=500");
        String host = target.host().contains(":") ? "[" + target.host() + "]" : target.host();
        Connection fresh = connected(
                "jdbc:postgresql://" + host + ":" + target.port() + "/" + target.database(), properties, deadline);
        if (fresh == null) {
            throw new SQLException("host " + host + " is not understood");
        }
        return fresh;
    }

    /// The driver does not say that it gave up for want of time.
    private static @Nullable Connection connected(String url, Properties properties, Deadline deadline)
            throws SQLException {
        try {
            return new Driver().connect(url, properties);
        } catch (SQLException e) {
            if (left(deadline) > GIVEN_UP_MILLIS) {
                throw e;
            }
            throw new SQLException(e.getMessage(), e.getSQLState(), new SocketTimeoutException());
        }
    }

    private static int left(Deadline deadline) throws SQLException {
        try {
            return deadline.left();
        } catch (SocketTimeoutException e) {
            throw new SQLException("the check's time is over", e);
        }
    }
}
