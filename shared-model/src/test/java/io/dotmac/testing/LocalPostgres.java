package io.dotmac.testing;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL 18 on loopback, from the binaries in Maven; works as root too.
///
/// [#shared()] is one server for all tests of a JVM, with a database of its own for each test; [#start(Path, int)]
/// keeps its data in a folder, and [#standbyOf(LocalPostgres, Path, int)] makes a streaming standby of such a server.
public final class LocalPostgres implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final Map<String, String> FAST = Map.of(
            "fsync", "off",
            "synchronous_commit", "off",
            "full_page_writes", "off",
            "max_connections", "200",
            "shared_buffers", "64MB",
            "wal_level", "logical");
    private static @Nullable LocalPostgres shared;

    private final EmbeddedPostgres server;
    private final Path data;

    private final PgBinaryResolver binaries;

    private LocalPostgres(EmbeddedPostgres server, Path data, PgBinaryResolver binaries) {
        this.server = server;
        this.data = data;
        this.binaries = binaries;
    }

    /// The server that all tests of this JVM share; ends with the JVM. Not durable, so fast.
    public static synchronized LocalPostgres shared() {
        if (shared == null) {
            try {
                EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60));
                FAST.forEach(builder::setServerConfig);
                shared = new LocalPostgres(builder.start(), Path.of("."), DefaultPostgresBinaryResolver.INSTANCE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    /// Starts a durable primary whose data lies in `data`, made if absent; `port` 0 takes a free one.
    public static LocalPostgres start(Path data, int port) throws IOException {
        return start(data, port, Map.of());
    }

    /// The same with further settings of `postgresql.conf`.
    public static LocalPostgres start(Path data, int port, Map<String, String> settings) throws IOException {
        return start(data, port, settings, DefaultPostgresBinaryResolver.INSTANCE);
    }

    /// The same with the binaries of another version.
    public static LocalPostgres start(Path data, int port, Map<String, String> settings, PgBinaryResolver binaries)
            throws IOException {
        Files.createDirectories(data);
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPgBinaryResolver(binaries)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_buffers", "64MB")
                .setServerConfig("max_wal_senders", "10")
                .setServerConfig("max_replication_slots", "10")
                .setServerConfig("hot_standby", "on")
                .setServerConfig("wal_receiver_status_interval", "1s")
                .setServerConfig("listen_addresses", "127.0.0.1");
        if (port != 0) {
            builder.setPort(port);
        }
        settings.forEach(builder::setServerConfig);
        return new LocalPostgres(builder.start(), data, binaries);
    }

    /// Starts a streaming standby of the durable server `primary`.
    ///
    /// Where `data` holds no copy yet, `primary` is stopped, copied and started again on its port; [Pair#primary()]
    /// is the new object for it.
    public static Pair standbyOf(LocalPostgres primary, Path data, int port) throws IOException {
        LocalPostgres source = primary;
        if (Files.notExists(data.resolve("PG_VERSION"))) {
            int primaryPort = primary.port();
            primary.close();
            copy(primary.data, data);
            source = start(primary.data, primaryPort, Map.of(), primary.binaries);
        }
        // Not among the start options: pg_ctl splits those at blanks.
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres application_name=%s'%n"
                        .formatted(source.port(), data.getFileName().toString().replace('-', '_')));
        Files.writeString(data.resolve("standby.signal"), "");
        LocalPostgres standby = start(data, port, Map.of(), primary.binaries);
        return new Pair(source, standby);
    }

    /// A primary and its standby.
    ///
    /// @param primary takes writes
    /// @param standby follows it
    public record Pair(LocalPostgres primary, LocalPostgres standby) implements AutoCloseable {
        @Override
        public void close() {
            standby.close();
            primary.close();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                String name = file.getFileName().toString();
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!name.equals("postmaster.pid") && !name.equals("epg-lock")) {
                    Files.copy(file, target);
                }
            }
        }
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
    }

    /// Port on 127.0.0.1.
    public int port() {
        return server.getPort();
    }

    /// JDBC URL of `database` for the superuser `postgres`, who needs no password.
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?user=postgres";
    }

    /// Makes an empty database of its own for a test and returns its name.
    public String newDatabase() {
        String name = "test_" + DATABASES.incrementAndGet();
        execute("create database " + name);
        return name;
    }

    /// Copies the database `template`, which nobody may be using, and returns the copy's name.
    public String copyOf(String template) {
        String name = "test_" + DATABASES.incrementAndGet();
        execute("create database " + name + " template " + template);
        return name;
    }

    /// Runs one statement in the database `postgres` as superuser.
    public void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// Runs one query in the database `postgres` as superuser and returns its first column of its first row as text.
    public @Nullable String value(String sql) {
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// Where the data lies.
    public Path data() {
        return data;
    }

    /// Stops the server, fast mode.
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
