package io.dotmac.packaging.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// The floor of a server: Helidon, the same statements on a pool of the same size, and nothing around them.
public final class BareServer {
    /// Variable that holds the database's address; without it only `/health/ready` is served.
    static final String URL = "BARE_URL";

    /// Variable that holds the statement that opens each transaction.
    static final String OPEN = "BARE_OPEN";

    /// Variable that holds the statements of `/rows`, parted by [#THEN]; the first column of the last is sent.
    static final String ROWS = "BARE_ROWS";

    /// Parts statements.
    static final String THEN = "\n;;\n";

    private static final int POOL = 8;

    private BareServer() {}

    /// Serves on the port given as first argument.
    public static void main(String[] arguments) {
        WebServer.builder()
                .host("127.0.0.1")
                .port(Integer.parseInt(arguments[0]))
                .routing(BareServer::routing)
                .build()
                .start();
    }

    private static void routing(HttpRouting.Builder routing) {
        routing.get("/health/ready", (request, response) -> response.send("ready"));
        Map<String, String> environment = System.getenv();
        if (!environment.containsKey(URL)) {
            return;
        }
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(environment.getOrDefault(URL, ""));
        pool.setMaximumPoolSize(POOL);
        pool.setAutoCommit(false);
        String open = environment.getOrDefault(OPEN, "");
        List<String> statements = List.of(environment.getOrDefault(ROWS, "").split(THEN, -1));
        routing.get("/rows", (request, response) -> rows(pool, open, statements, response));
    }

    private static void rows(HikariDataSource pool, String open, List<String> statements, ServerResponse response)
            throws SQLException {
        StringBuilder text = new StringBuilder();
        try (Connection connection = pool.getConnection()) {
            try (PreparedStatement opening = connection.prepareStatement(open)) {
                opening.execute();
            }
            for (String sql : statements) {
                text.setLength(0);
                run(connection, sql, text);
            }
            connection.commit();
        }
        response.send(text.toString());
    }

    private static void run(Connection connection, String sql, StringBuilder text) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (!statement.execute()) {
                return;
            }
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    text.append(rows.getString(1)).append('\n');
                }
            }
        }
    }
}
