package io.dotmac.server.platform.db;

import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.config.Settings;
import java.time.Duration;
import java.util.Locale;

/// Section `database`. The server works as `username`, who owns nothing; migrations run as `owner-username`.
///
/// @param host of PostgreSQL
/// @param port of PostgreSQL
/// @param name of the database
/// @param username of the runtime log-in
/// @param password of the runtime log-in
/// @param ownerUsername of the log-in that owns the tables
/// @param ownerPassword of the owner
/// @param sslMode whether the connection is encrypted
/// @param poolSize connections of the pool
/// @param connectionTimeout how long a request waits for one
/// @param migrationConnections tenants that are migrated at once
/// @param slowQuery statements that take longer are told in the log
/// @param preparedStatements whether connections keep statements; not behind a pooler by transaction that loses them
/// @param replica where reads may go
public record DatabaseConfig(
        String host,
        int port,
        String name,
        String username,
        Secret password,
        String ownerUsername,
        Secret ownerPassword,
        SslMode sslMode,
        int poolSize,
        Duration connectionTimeout,
        int migrationConnections,
        Duration slowQuery,
        boolean preparedStatements,
        ReplicaConfig replica) {
    private static final Duration PATIENT = Duration.ofSeconds(15);

    /// Reads the section.
    public static DatabaseConfig from(Settings settings) {
        DatabaseConfig config = new DatabaseConfig(
                settings.text("database.host", "127.0.0.1"),
                settings.integer("database.port", 5432, 1, 65_535),
                settings.text("database.name", "dotmac"),
                settings.text("database.username", "dotmac_app"),
                settings.secret("database.password", ""),
                settings.text("database.owner-username", "dotmac_owner"),
                settings.secret("database.owner-password", ""),
                settings.choice("database.ssl-mode", SslMode.PREFER, SslMode.class),
                settings.integer("database.pool-size", 8, 1, 500),
                settings.duration("database.connection-timeout", "2s"),
                settings.integer("database.migration-connections", 4, 1, 32),
                settings.duration("database.slow-query", "500ms"),
                settings.flag("database.prepared-statements", true),
                ReplicaConfig.from(settings));
        if (config.username.equals(config.ownerUsername)) {
            settings.violation("database.username is " + config.username + ", must not be the owner of the tables");
        }
        if (!config.sslMode.isEncrypted()) {
            settings.weak(
                    "database.ssl-mode is " + config.sslMode.text() + ", must be require, verify-ca or verify-full");
        }
        return config;
    }

    /// JDBC address, without the log-in.
    String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + name;
    }

    /// The same log-in on the replica.
    DatabaseConfig ofReplica() {
        return at(replica.host(), replica.port(), replica.poolSize(), Duration.ofMillis(500));
    }

    /// The same for a command: somebody waits for its answer, and a busy machine may take its time to connect.
    public DatabaseConfig forCommands() {
        return at(host, port, poolSize, connectionTimeout.compareTo(PATIENT) < 0 ? PATIENT : connectionTimeout);
    }

    private DatabaseConfig at(String otherHost, int otherPort, int otherSize, Duration otherTimeout) {
        return new DatabaseConfig(
                otherHost,
                otherPort,
                name,
                username,
                password,
                ownerUsername,
                ownerPassword,
                sslMode,
                otherSize,
                otherTimeout,
                migrationConnections,
                slowQuery,
                preparedStatements,
                replica);
    }

    /// For messages.
    public String address() {
        return host + ":" + port + "/" + name;
    }

    /// How the connection is encrypted.
    public enum SslMode {
        /// Never.
        DISABLE,
        /// If the server can.
        PREFER,
        /// Always, whoever the server is.
        REQUIRE,
        /// Always, with a trusted certificate.
        VERIFY_CA,
        /// Always, with a trusted certificate of that host.
        VERIFY_FULL;

        boolean isEncrypted() {
            return compareTo(REQUIRE) >= 0;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
