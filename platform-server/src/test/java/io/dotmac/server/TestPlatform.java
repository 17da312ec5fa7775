package io.dotmac.server;

import io.dotmac.client.ApiClient;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.Tokens;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.auth.Auth;
import io.dotmac.server.auth.Role;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.cache.Redis.Area;
import io.dotmac.server.platform.config.Settings;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Owner;
import io.dotmac.server.platform.db.migration.Migrations;
import io.dotmac.server.platform.db.migration.TenantSchemas;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.secret.AccessTokens;
import io.dotmac.server.platform.secret.FieldCipher;
import io.dotmac.server.platform.secret.KeyRing;
import io.dotmac.server.platform.secret.LocalMasterKey;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.tenant.Tenants;
import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A server on a free port, over a database of its own with two ISPs and their people.
public final class TestPlatform implements AutoCloseable {
    /// Everybody's.
    public static final String PASSWORD = "correct horse battery";

    /// Platform staff.
    public static final String ROOT = "root@platform.example";

    /// Operator of the ISP `acme`.
    public static final String OPERATOR = "op@acme.example";

    /// Viewer of the ISP `acme`.
    public static final String VIEWER = "eye@acme.example";

    /// Operator of the ISP `bolt`.
    public static final String OTHER = "op@bolt.example";

    /// Administrator of that tenant.
    public static final String OTHER_ADMIN = "boss@bolt.example";

    /// Billing clerk of the ISP `acme`.
    public static final String CLERK = "clerk@acme.example";

    /// Billing clerk of the ISP `bolt`.
    public static final String OTHER_CLERK = "clerk@bolt.example";

    private static final String ROLES = "../packaging/infra/init-scripts/001-roles.sql";
    private static final OkHttpClient HTTP = ApiClient.newHttp();
    private static @Nullable String template;
    private static @Nullable LocalRedis redis;
    private static @Nullable Redis redisClient;

    static {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60)); // A loaded machine is no failure.
    }

    private final Platform platform;
    private final String database;
    private final TestClock clock;

    private TestPlatform(Platform platform, String database, TestClock clock) {
        this.platform = platform;
        this.database = database;
        this.clock = clock;
    }

    /// Starts a server over a fresh copy of the template database.
    public static TestPlatform start() {
        forgetFailedLogIns();
        return start(copy(), Map.of());
    }

    /// The tests' Redis, as servers see it.
    public static synchronized Redis sharedRedis() {
        if (redisClient == null) {
            redisClient = new Redis(config("none", Map.of()).redis());
        }
        return redisClient;
    }

    /// What tests before this one have tried counts no more.
    public static void forgetFailedLogIns() {
        sharedRedis().call(Area.SESSION, commands -> {
            List<String> keys = commands.keys("auth:attempts:*");
            return keys.isEmpty() ? 0L : commands.del(keys.toArray(String[]::new));
        });
    }

    /// Starts a server over `database`, with further variables.
    public static TestPlatform start(String database, Map<String, String> variables) {
        return start(database, variables, List.of());
    }

    /// Starts a server over `database`, with further variables and routes.
    public static TestPlatform start(String database, Map<String, String> variables, List<Route> routes) {
        return start(database, variables, routes, new TestClock());
    }

    /// Starts a server over `database`, with further variables and routes, and with a clock of its own.
    public static TestPlatform start(
            String database, Map<String, String> variables, List<Route> routes, TestClock clock) {
        Platform platform = new Platform(config(database, variables), clock);
        platform.serveToo(routes);
        platform.start();
        return new TestPlatform(platform, database, clock);
    }

    /// Settings for `database` on the shared PostgreSQL.
    public static ServerConfig config(String database, Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(Map.of(
                "APP_ENV", "test",
                "HTTP_SERVER__HOST", "127.0.0.1",
                "HTTP_SERVER__PORT", "0",
                "DATABASE__HOST", "127.0.0.1",
                "DATABASE__NAME", database,
                "DATABASE__SSL_MODE", "disable",
                "AUTH__SIGNING_KEY_FILE", keyFile().toString()));
        all.put(
                "ENCRYPTION__LOCAL_KEY_FILE",
                Path.of("target", "test-master-key").toAbsolutePath().toString());
        all.put("REDIS__PORT", Integer.toString(redis().port()));
        all.put("DATABASE__PORT", Integer.toString(LocalPostgres.shared().port()));
        // All tests come from one address; those of the limits set their own.
        List.of("API", "STAFF", "SEARCH", "BULK").forEach(name -> all.put("RATE_LIMITS__" + name, "1000000/1m"));
        all.putAll(variables);
        Settings settings = TestVault.settings(Path.of("/nonexistent"), all);
        return ServerConfig.from(settings);
    }

    /// A database with roles, tables and people, to be copied.
    public static synchronized String template() {
        if (template == null) {
            String name = emptyDatabase();
            ServerConfig config = config(name, Map.of());
            new Migrations(config.database()).run();
            people(config);
            template = name;
        }
        return template;
    }

    /// A database of its own with roles, tables and people. Rights on a database are not copied with it.
    public static String copy() {
        String name = LocalPostgres.shared().copyOf(template());
        prepareRoles(LocalPostgres.shared(), name);
        return name;
    }

    /// A database with roles and nothing else.
    public static String emptyDatabase() {
        String name = LocalPostgres.shared().newDatabase();
        prepareRoles(LocalPostgres.shared(), name);
        return name;
    }

    /// Runs the script that makes the server's log-ins.
    public static void prepareRoles(LocalPostgres postgres, String database) {
        try (Connection connection = DriverManager.getConnection(postgres.url(database));
                Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(Path.of(ROLES)));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Makes two ISPs and their people.
    public static void people(ServerConfig config) {
        Clock clock = Clock.systemUTC();
        try (Database database = new Database(config.database(), new Telemetry())) {
            Tenants tenants = new Tenants(database, new TenantSchemas(new Owner(config.database())), new Audit(clock));
            tenants.create("acme", "Acme Net");
            tenants.create("bolt", "Bolt Fibre");
            Auth auth = new Auth(
                    database,
                    sharedRedis(),
                    new FieldCipher(new KeyRing(database, new LocalMasterKey(config.encryption()))),
                    new Audit(clock),
                    tenants,
                    new AccessTokens(config.auth(), clock),
                    config.auth(),
                    config.oidc(),
                    clock);
            auth.createUser(ROOT, "Root", Role.SUPER_ADMIN, Optional.empty(), PASSWORD);
            auth.createUser(OPERATOR, "Op", Role.OPERATOR, Optional.of("acme"), PASSWORD);
            auth.createUser(CLERK, "Clerk", Role.BILLING_CLERK, Optional.of("acme"), PASSWORD);
            auth.createUser(OTHER_CLERK, "Clerk", Role.BILLING_CLERK, Optional.of("bolt"), PASSWORD);
            auth.createUser(VIEWER, "Eye", Role.VIEWER, Optional.of("acme"), PASSWORD);
            auth.createUser(OTHER, "Other", Role.OPERATOR, Optional.of("bolt"), PASSWORD);
            auth.createUser(OTHER_ADMIN, "Boss", Role.ADMIN, Optional.of("bolt"), PASSWORD);
        }
    }

    /// The server's clock.
    public TestClock clock() {
        return clock;
    }

    /// Name of its database.
    public String database() {
        return database;
    }

    /// Its address.
    public HttpUrl url() {
        return HttpUrl.get(platform.url());
    }

    /// The address of a path.
    public HttpUrl at(String path) {
        return HttpUrl.get(platform.url() + path);
    }

    /// A client without a token.
    public ApiClient anonymous() {
        return client(Optional.empty());
    }

    /// A client of somebody who is logged in.
    public ApiClient as(String email) {
        return client(Optional.of(token(email)));
    }

    /// The access token of somebody who logs in.
    public String token(String email) {
        try {
            return anonymous()
                    .post("/api/v1/auth/login", new LogIn(email, PASSWORD), Tokens.class)
                    .accessToken();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A client that sends `bearer`.
    public ApiClient client(Optional<String> bearer) {
        return new ApiClient(HTTP, url(), () -> bearer);
    }

    /// The first column of the first row, as superuser.
    public String value(String sql) {
        return valueIn(database, sql);
    }

    /// The same in a database without a server.
    public static String valueIn(String database, String sql) {
        try (Connection connection =
                        DriverManager.getConnection(LocalPostgres.shared().url(database));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// All that it serves.
    public List<Route> routes() {
        return platform.routes();
    }

    /// The layers around every handler, outermost first.
    public List<String> layers() {
        return platform.layers();
    }

    /// Keys in the Redis of all tests that match a pattern.
    public static List<String> redisKeys(String pattern) {
        return inRedis(commands -> commands.keys(pattern));
    }

    /// What they hold; of texts only.
    public static String redisValues(String pattern) {
        return inRedis(commands -> redisKeys(pattern).stream()
                .filter(key -> commands.type(key).equals("string"))
                .map(commands::get)
                .collect(Collectors.joining("\n")));
    }

    /// Milliseconds until a key of that Redis expires; below zero for never.
    public static long redisTtl(String key) {
        return inRedis(commands -> commands.pttl(key));
    }

    private static <T> T inRedis(Function<RedisCommands<String, String>, T> work) {
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis().port());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return work.apply(connection.sync());
        }
    }

    /// The HTTP client of all tests.
    public static OkHttpClient http() {
        return HTTP;
    }

    @Override
    public void close() {
        platform.close();
    }

    private static Path keyFile() {
        return Path.of("target", "test-signing-key.pem").toAbsolutePath();
    }

    private static synchronized LocalRedis redis() {
        if (redis == null) {
            try {
                redis = LocalRedis.start(0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            LocalRedis started = redis;
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(started::close));
        }
        return redis;
    }
}
