package io.dotmac.server.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;

/// Connections to one server; made when first used, not before.
final class Pool implements AutoCloseable {
    private final DatabaseConfig config;
    private final HikariDataSource connections;
    private final Jdbi jdbi;

    Pool(DatabaseConfig config, String name, Telemetry telemetry, PoolWait wait) {
        this.config = config;
        this.connections = new HikariDataSource();
        HikariConfig settings = connections;
        settings.setPoolName(name);
        settings.setDataSource(new LogInSource(config));
        settings.setMaximumPoolSize(config.poolSize());
        settings.setMinimumIdle(Math.min(2, config.poolSize()));
        settings.setConnectionTimeout(config.connectionTimeout().toMillis());
        settings.setInitializationFailTimeout(-1);
        settings.setValidationTimeout(Math.min(1_000, config.connectionTimeout().toMillis()));
        settings.setMaxLifetime(600_000);
        settings.setIdleTimeout(120_000);
        settings.setKeepaliveTime(120_000);
        settings.setAutoCommit(false);
        settings.setMetricsTrackerFactory(wait);
        this.jdbi = Jdbi.create(connections);
        jdbi.setSqlLogger(new StatementWatch(telemetry.queries()));
        jdbi.getConfig(Handles.class).setForceEndTransactions(false); // ended by commit or rollback
    }

    Jdbi jdbi() {
        return jdbi;
    }

    HikariDataSource connections() {
        return connections;
    }

    /// For messages.
    String address() {
        return config.address();
    }

    DoubleSupplier figure(ToDoubleFunction<HikariPoolMXBean> gauge) {
        return () -> {
            HikariPoolMXBean bean = connections.getHikariPoolMXBean();
            return bean == null ? 0 : gauge.applyAsDouble(bean);
        };
    }

    /// Waits for no one: connections are cut.
    @Override
    public void close() {
        connections.close();
    }
}
