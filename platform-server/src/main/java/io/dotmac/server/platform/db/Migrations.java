package io.dotmac.server.platform.db;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;

/// Brings the tables to the version of this program, as the owner of the tables and never as the runtime log-in.
///
/// Files are `migrations/{timestamp}_{module}_{description}.sql`; what ran stands in the table `_migrations`. Flyway
/// holds a lock while it works, so servers that start together migrate once.
public final class Migrations {
    private static final Logger LOG = System.getLogger(Migrations.class.getName());
    private static final String DONE = "select version from public._migrations where success order by version";

    private final DatabaseConfig config;
    private final MigrationFiles files;

    /// @param config whose owner log-in is used
    public Migrations(DatabaseConfig config) {
        this.config = config;
        this.files = new MigrationFiles();
    }

    /// Runs what has not run yet and returns how many that were.
    public int run() {
        try (Connection connection = connect()) {
            if (done(connection).equals(files.versions())) {
                return 0;
            }
        } catch (SQLException e) {
            throw new DatabaseUnavailable(config.address(), e);
        }
        return migrate();
    }

    private int migrate() {
        try {
            MigrateResult result = Flyway.configure()
                    .dataSource(
                            url(),
                            config.ownerUsername(),
                            config.ownerPassword().value())
                    .table("_migrations")
                    .defaultSchema("public")
                    .locations("classpath:" + MigrationFiles.FOLDER)
                    .sqlMigrationPrefix("")
                    .sqlMigrationSeparator("_")
                    .repeatableSqlMigrationPrefix("repeatable")
                    .validateMigrationNaming(true)
                    .placeholders(Map.of("app", config.username()))
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
            LOG.log(
                    Level.INFO,
                    "migrated database={0} from={1} to={2} count={3}",
                    config.address(),
                    String.valueOf(result.initialSchemaVersion),
                    String.valueOf(result.targetSchemaVersion),
                    result.migrationsExecuted);
            return result.migrationsExecuted;
        } catch (FlywayException e) {
            throw new IllegalStateException("migration of " + config.address() + " failed: " + e.getMessage(), e);
        }
    }

    private static List<String> done(Connection connection) throws SQLException {
        List<String> versions = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet exists = statement.executeQuery("select to_regclass('public._migrations') is not null")) {
            exists.next();
            if (!exists.getBoolean(1)) {
                return versions;
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(DONE)) {
            while (rows.next()) {
                versions.add(rows.getString(1));
            }
        }
        versions.remove("0");
        return versions;
    }

    private Connection connect() throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", config.ownerUsername());
        login.setProperty("password", config.ownerPassword().value());
        login.setProperty("connectTimeout", "3");
        return DriverManager.getConnection(url(), login);
    }

    private String url() {
        return config.jdbcUrl() + "?sslmode=" + config.sslMode().text() + "&ApplicationName=dotmac-migrations";
    }
}
