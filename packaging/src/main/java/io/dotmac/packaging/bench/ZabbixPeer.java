package io.dotmac.packaging.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/// Debian's Zabbix server, where it is installed, on a database of its own in the PostgreSQL of the stand. It answers
/// when values are in its memory; here they count once they are stored.
final class ZabbixPeer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ZabbixPeer.class.getName());
    private static final Path PROGRAM = Path.of("/usr/sbin/zabbix_server");
    private static final Path SCRIPTS = Path.of("/usr/share/zabbix-server-pgsql");
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration STORED_WITHIN = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final String SIZE = "select pg_relation_size('history')";
    private static final int ITEMS = 100;
    private static final byte[] MAGIC = {'Z', 'B', 'X', 'D', 1};

    private final Watched server;
    private final String databaseUrl;
    private final int port;
    private final int hosts;
    private final Clock clock;

    private ZabbixPeer(Watched server, String databaseUrl, int port, int hosts, Clock clock) {
        this.server = server;
        this.databaseUrl = databaseUrl;
        this.port = port;
        this.hosts = hosts;
        this.clock = clock;
    }

    /// Starts it; empty where it is not installed.
    ///
    /// @param superuserUrl JDBC URL of any database of the PostgreSQL
    /// @param databasePort of the same
    /// @param hosts that send, with a hundred trapper items each
    static Optional<ZabbixPeer> start(String superuserUrl, int databasePort, int hosts, Path folder, Clock clock)
            throws IOException, SQLException, InterruptedException {
        if (!Files.isExecutable(PROGRAM) || Files.notExists(SCRIPTS.resolve("schema.sql.gz"))) {
            return Optional.empty();
        }
        execute(superuserUrl, "create role zabbix login password 'zabbix'");
        execute(superuserUrl, "create database zabbix owner zabbix template template0 encoding 'UTF8'");
        String url = "jdbc:postgresql://127.0.0.1:" + databasePort + "/zabbix?user=zabbix&password=zabbix";
        execute(url, script("schema.sql.gz"));
        execute(url, script("images.sql.gz"));
        execute(url, script("data.sql.gz"));
        execute(
                url,
                "insert into hosts (hostid, host, name) select 900000 + h, 'bench-' || h, 'bench-' || h"
                        + " from generate_series(0, " + (hosts - 1) + ") h");
        execute(
                url,
                "insert into items (itemid, type, hostid, name, key_, value_type, delay, history, trends)"
                        + " select 9000000 + h * 1000 + i, 2, 900000 + h, 's' || i, 'bench.s' || i, 0, '0', '90d', '0'"
                        + " from generate_series(0, " + (hosts - 1) + ") h, generate_series(0, " + (ITEMS - 1) + ") i");
        execute(url, "insert into item_rtdata (itemid) select itemid from items where itemid >= 9000000");
        int port = freePort();
        Path config = Files.writeString(folder.resolve("zabbix.conf"), config(port, databasePort, folder));
        Watched server = Watched.start(
                List.of(PROGRAM.toString(), "--foreground", "--config", config.toString()),
                Map.of(),
                folder.resolve("zabbix.log"));
        ZabbixPeer peer = new ZabbixPeer(server, url, port, hosts, clock);
        if (!peer.isReady()) {
            peer.close();
            throw new IOException("the Zabbix server takes no values; see " + folder.resolve("zabbix.log"));
        }
        return Optional.of(peer);
    }

    /// It takes none above 32,767, where the system has those that are free for anybody.
    private static int freePort() throws IOException {
        for (int port = 10_051; port <= 32_767; port += 100) {
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException e) {
                LOG.log(System.Logger.Level.DEBUG, "port {0} is taken", port);
            }
        }
        throw new IOException("no port is free for the Zabbix server");
    }

    private static String config(int port, int databasePort, Path folder) {
        return """
                ListenPort=%d
                ListenIP=127.0.0.1
                AllowRoot=1
                LogType=console
                PidFile=%s/zabbix.pid
                SocketDir=%s
                DBHost=127.0.0.1
                DBPort=%d
                DBName=zabbix
                DBUser=zabbix
                DBPassword=zabbix
                AllowUnsupportedDBVersions=1
                StartTrappers=16
                StartDBSyncers=4
                StartPollers=1
                StartPingers=0
                StartDiscoverers=0
                StartHTTPPollers=0
                HistoryCacheSize=256M
                HistoryIndexCacheSize=32M
                ValueCacheSize=64M
                TrendCacheSize=32M
                CacheSize=64M
                """.formatted(port, folder, folder, databasePort);
    }

    private static String script(String name) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(SCRIPTS.resolve(name)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean isReady() throws InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                if (send(message(0, 1, clock.millis() / 1_000, 0)).contains("failed: 0;")) {
                    return true;
                }
                TimeUnit.MILLISECONDS.sleep(200);
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(200); // It does not listen yet.
            }
        }
        return false;
    }

    /// Sends for so long, and returns values per second until the last one is stored.
    ///
    /// @param values in each message
    double run(int values, int seconds) throws InterruptedException, SQLException {
        long before = number("select count(*) from history");
        long began = System.nanoTime();
        long deadline = began + TimeUnit.SECONDS.toNanos(seconds);
        List<Callable<Void>> senders = new ArrayList<>();
        for (int host = 0; host < hosts; host++) {
            int own = host;
            senders.add(() -> {
                // Each value of an item has a time of its own.
                for (long message = 0; System.nanoTime() < deadline; message++) {
                    send(message(own, values, clock.millis() / 1_000, message));
                }
                return null;
            });
        }
        Parallel.run(senders);
        long storedAt = awaitStored();
        return (number("select count(*) from history") - before) / ((storedAt - began) / 1e9);
    }

    /// When the table stopped growing, which costs less to see than to count its rows.
    private long awaitStored() throws SQLException, InterruptedException {
        long size = number(SIZE);
        long grewAt = System.nanoTime();
        long latest = grewAt + STORED_WITHIN.toNanos();
        while (System.nanoTime() - grewAt < QUIET.toNanos() && System.nanoTime() < latest) {
            TimeUnit.MILLISECONDS.sleep(50);
            long now = number(SIZE);
            if (now != size) {
                size = now;
                grewAt = System.nanoTime();
            }
        }
        return grewAt;
    }

    private static byte[] message(int host, int values, long seconds, long message) {
        StringBuilder json = new StringBuilder("{\"request\":\"sender data\",\"data\":[");
        for (int value = 0; value < values; value++) {
            long number = message * values + value;
            json.append(value == 0 ? "" : ",")
                    .append("{\"host\":\"bench-")
                    .append(host)
                    .append("\",\"key\":\"bench.s")
                    .append(value % ITEMS)
                    .append("\",\"value\":\"")
                    .append(number * 0.25)
                    .append("\",\"clock\":")
                    .append(seconds)
                    .append(",\"ns\":")
                    .append(number % 1_000_000_000)
                    .append('}');
        }
        byte[] text = json.append("]}").toString().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(MAGIC.length + Long.BYTES + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putLong(text.length)
                .put(text)
                .array();
    }

    private String send(byte[] message) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(message);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private long number(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(databaseUrl);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
