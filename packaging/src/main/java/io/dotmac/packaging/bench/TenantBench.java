package io.dotmac.packaging.bench;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.packaging.demo.Stand;
import io.dotmac.server.ServerConfig;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.platform.config.SettingsSource;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Owner;
import io.dotmac.server.platform.db.migration.Migrations;
import io.dotmac.server.platform.db.migration.TenantSchemas;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.tenant.Tenant;
import io.dotmac.server.tenant.Tenants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/// P9: what the number of tenants costs: a read of one tenant's row in a transaction of its own, the memory of a
/// backend that has served them all, the time to make one more and to migrate all.
///
/// The floor of a read is the same row by a superuser in a transaction without role, tenant or row policy.
final class TenantBench {
    private static final int MOST = 1_000;
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final int WARM_UP_SECONDS = 8;
    private static final int TURNS = 10;
    private static final int SAMPLE = 20;

    private final ServerConfig config;
    private final String superuserUrl;
    private final Clock clock;

    /// @param config of the platform, whose tables are there
    /// @param superuserUrl of its database
    TenantBench(ServerConfig config, String superuserUrl, Clock clock) {
        this.config = config;
        this.superuserUrl = superuserUrl;
        this.clock = clock;
    }

    /// On the database of `stand`, whose server is stopped and stays so.
    ///
    /// @param folder without settings in it
    static TenantBench on(Stand stand, Path folder, Clock clock) {
        stand.stopServer();
        Map<String, String> variables = new HashMap<>(stand.serverEnvironment());
        variables.put("DATABASE__POOL_SIZE", "3");
        ServerConfig config =
                ServerConfig.from(new SettingsSource(variables, folder, ServerConfig.SECTIONS).load(folder.toString()));
        return new TenantBench(config, stand.superuserUrl(), clock);
    }

    /// Measures.
    List<Figure> run() throws IOException, SQLException {
        try (Database database = new Database(config.database(), new Telemetry())) {
            Tenants tenants = new Tenants(database, new TenantSchemas(new Owner(config.database())), new Audit(clock));
            List<Tenant> all = new ArrayList<>(List.of(tenants.create("bench", "Bench")));
            List<Tenant> one = List.copyOf(all);
            reads(database, all, WARM_UP_SECONDS); // until the compiler has seen it
            double lean = backendMib();
            double[] millis = create(tenants, all);
            double cold = firstReads(database, all);
            double[] floor = new double[TURNS];
            double[] alone = new double[TURNS];
            double[] many = new double[TURNS];
            for (int turn = 0; turn < TURNS; turn++) {
                floor[turn] = bareReads(one.getFirst());
                alone[turn] = reads(database, one, 1);
                many[turn] = reads(database, all, 1);
            }
            double grown = backendMib();
            double first = Turns.median(Arrays.copyOf(millis, SAMPLE));
            double last = Turns.median(Arrays.copyOfRange(millis, millis.length - SAMPLE, millis.length));
            return figures(new Found(
                    all.size(),
                    Turns.of(floor, alone),
                    cold,
                    Turns.of(alone, many),
                    lean,
                    grown,
                    first,
                    last,
                    migrate()));
        }
    }

    /// What was measured.
    private record Found(
            int tenants,
            Turns alone,
            double coldMillis,
            Turns many,
            double lean,
            double grown,
            double firstMillis,
            double lastMillis,
            double migrateSeconds) {}

    private static List<Figure> figures(Found found) {
        String all = "%,d tenants".formatted(found.tenants);
        return List.of(
                new Figure(
                        "P9",
                        "read of one tenant's row, 1 tenant",
                        rate(found.alone.floor()),
                        rate(found.alone.ours()),
                        "%.2f".formatted(found.alone.ratio()),
                        ""),
                new Figure(
                        "P9",
                        "read of one tenant's row, " + all + " in turn",
                        rate(found.many.floor()),
                        rate(found.many.ours()),
                        "%.2f".formatted(found.many.ratio()),
                        ""),
                new Figure(
                        "P9",
                        "first read of a tenant by a backend, " + all,
                        "%.2f ms, later".formatted(1_000 / found.many.ours()),
                        "%.2f ms".formatted(found.coldMillis),
                        "%.1fx".formatted(found.coldMillis * found.many.ours() / 1_000),
                        ""),
                new Figure(
                        "P9",
                        "own memory of a backend that served " + all,
                        Memory.text(found.lean),
                        Memory.text(found.grown),
                        "%.0f kB a tenant".formatted((found.grown - found.lean) * 1024 / found.tenants),
                        "bounded"),
                new Figure(
                        "P9",
                        "making the last of " + all,
                        "%.0f ms, the first".formatted(found.firstMillis),
                        "%.0f ms".formatted(found.lastMillis),
                        "%.1fx".formatted(found.lastMillis / found.firstMillis),
                        "≤ 1 s"),
                new Figure(
                        "P9",
                        "migrating the schemas of " + all,
                        "",
                        "%.1f s".formatted(found.migrateSeconds),
                        "%.1f ms a tenant".formatted(found.migrateSeconds * 1_000 / found.tenants),
                        "≤ 60 s"));
    }

    /// Milliseconds that each took.
    private static double[] create(Tenants tenants, List<Tenant> all) {
        List<Double> millis = new ArrayList<>();
        long began = System.nanoTime();
        while (all.size() < MOST && System.nanoTime() - began < LONGEST.toNanos()) {
            long start = System.nanoTime();
            all.add(tenants.create("bench_" + all.size(), "Bench " + all.size()));
            millis.add((System.nanoTime() - start) / 1e6);
        }
        return millis.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /// Milliseconds of a read when the backend meets the tenant's table for the first time.
    private static double firstReads(Database database, List<Tenant> all) {
        long began = System.nanoTime();
        all.forEach(tenant -> read(database, tenant.id()));
        return (System.nanoTime() - began) / 1e6 / all.size();
    }

    /// Reads a second, of tenants in no order, one after the other.
    private static double reads(Database database, List<Tenant> all, int seconds) {
        Random random = new Random(1);
        long count = 0;
        long began = System.nanoTime();
        while (System.nanoTime() - began < Duration.ofSeconds(seconds).toNanos()) {
            read(database, all.get(random.nextInt(all.size())).id());
            count++;
        }
        return count / ((System.nanoTime() - began) / 1e9);
    }

    private static void read(Database database, TenantId tenant) {
        database.inTenant(
                tenant,
                handle -> handle.createQuery("select currency from settings")
                        .mapTo(String.class)
                        .one());
    }

    /// The same of one tenant, by a connection that is kept.
    private double bareReads(Tenant tenant) throws SQLException {
        long count = 0;
        try (Connection connection = DriverManager.getConnection(superuserUrl)) {
            connection.setAutoCommit(false);
            String sql = "select currency from tenant_" + tenant.slug() + ".settings";
            long began = System.nanoTime();
            try (PreparedStatement read = connection.prepareStatement(sql)) {
                while (System.nanoTime() - began < Duration.ofSeconds(1).toNanos()) {
                    try (ResultSet row = read.executeQuery()) {
                        row.next();
                    }
                    connection.commit();
                    count++;
                }
            }
            return count / ((System.nanoTime() - began) / 1e9);
        }
    }

    /// Memory that the largest backend of the pool shares with no other process.
    private double backendMib() throws SQLException, IOException {
        double most = 0;
        try (Connection connection = DriverManager.getConnection(superuserUrl);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select pid from pg_stat_activity where application_name = 'dotmac-server'")) {
            while (row.next()) {
                most = Math.max(most, privateMib(row.getLong(1)));
            }
        }
        return most;
    }

    private static double privateMib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup")).stream()
                        .filter(line -> line.startsWith("Private_"))
                        .collect(Collectors.summingLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))))
                / 1024.0;
    }

    /// Seconds for all tenants' schemas, with their last migration undone before.
    private double migrate() {
        Migrations migrations = new Migrations(config.database());
        migrations.downTenants();
        long start = System.nanoTime();
        Migrations.Outcome outcome = migrations.run();
        if (!outcome.failed().isEmpty()) {
            throw new IllegalStateException("tenants were not migrated: " + outcome.failed());
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static String rate(double perSecond) {
        return "%,.0f reads/s".formatted(perSecond);
    }
}
