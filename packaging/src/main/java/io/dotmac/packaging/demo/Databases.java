package io.dotmac.packaging.demo;

import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The demo's PostgreSQL: a primary with the platform's database, and a streaming standby.
final class Databases implements AutoCloseable {
    static final String DATABASE = "dotmac";
    static final String OWNER = "dotmac_owner";
    static final String RUNTIME = "dotmac_app";
    static final String MONITOR = "dotmac_mon";
    static final String STANDBY = "standby-1";

    private final LocalPostgres primary;
    private final LocalPostgres standby;

    private Databases(LocalPostgres.Pair pair) {
        this.primary = pair.primary();
        this.standby = pair.standby();
    }

    /// Starts both on the data in `folder`, made if absent, and sees to the roles' passwords.
    static Databases start(DemoFolder folder, Ports ports) throws IOException {
        Path data = folder.resolve("postgresql");
        LocalPostgres first = LocalPostgres.start(data.resolve("primary"), ports.primary());
        Databases databases = new Databases(LocalPostgres.standbyOf(first, data.resolve(STANDBY), ports.standby()));
        databases.roles(folder);
        return databases;
    }

    /// Runs the scripts that an administrator would, and sets the passwords that this demo made up.
    private void roles(DemoFolder folder) throws IOException {
        if (primary.value("select 1 from pg_database where datname = '" + DATABASE + "'") == null) {
            primary.execute("create database " + DATABASE);
        }
        try (Connection connection = DriverManager.getConnection(primary.url(DATABASE));
                Statement statement = connection.createStatement()) {
            statement.execute(script("001-roles.sql"));
            statement.execute(script("002-monitoring-role.sql"));
            for (String role : List.of(OWNER, RUNTIME, MONITOR)) {
                statement.execute("alter role " + role + " password '" + folder.secret(role) + "'");
            }
        } catch (SQLException e) {
            throw new IOException("the roles of the demo's database cannot be made", e);
        }
    }

    private static String script(String name) throws IOException {
        try (InputStream in = Databases.class.getResourceAsStream("/init-scripts/" + name)) {
            if (in == null) {
                throw new IOException("init-scripts/" + name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Takes writes.
    LocalPostgres primary() {
        return primary;
    }

    /// Follows.
    LocalPostgres standby() {
        return standby;
    }

    /// Holds replay on the standby; WAL still arrives.
    void pauseReplay() {
        standby.execute("select pg_wal_replay_pause()");
    }

    /// Lets replay go on.
    void resumeReplay() {
        standby.execute("select pg_wal_replay_resume()");
    }

    /// Cuts the standby from its primary: its WAL receiver ends and does not come back.
    void cutReceiver() {
        standby.execute("alter system set primary_conninfo = ''");
        standby.execute("select pg_reload_conf()");
    }

    /// Undoes [#cutReceiver()].
    void reconnectReceiver() {
        standby.execute("alter system set primary_conninfo = 'host=127.0.0.1 port=" + primary.port()
                + " user=postgres application_name=" + STANDBY.replace('-', '_') + "'");
        standby.execute("select pg_reload_conf()");
    }

    /// Process id of a server's postmaster.
    static long pid(LocalPostgres server) throws IOException {
        try (var lines = Files.lines(server.data().resolve("postmaster.pid"))) {
            return Long.parseLong(lines.findFirst().orElseThrow().strip());
        }
    }

    @Override
    public void close() {
        standby.close();
        primary.close();
    }
}
