package io.dotmac.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.client.ApiClient;
import io.dotmac.model.Json;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.tenant.TenantChange;
import io.dotmac.server.ServerConfig;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.db.migration.Migrations;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// A server over a real primary and its streaming standby; in order, since the standby is killed at the end.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicaTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static LocalPostgres.Pair pair;
    private static TestPlatform platform;
    private static ApiClient root;
    private static String rootToken = "";

    @BeforeAll
    static void start() throws IOException {
        LocalPostgres primary = LocalPostgres.start(folder.resolve("primary"), 0);
        String name = "dotmac_test";
        primary.execute("create database " + name);
        TestPlatform.prepareRoles(primary, name);
        pair = LocalPostgres.standbyOf(primary, folder.resolve("standby"), 0);
        Map<String, String> variables = Map.of(
                "DATABASE__PORT",
                Integer.toString(pair.primary().port()),
                "DATABASE__REPLICA__HOST",
                "127.0.0.1",
                "DATABASE__REPLICA__PORT",
                Integer.toString(pair.standby().port()));
        ServerConfig config = TestPlatform.config(name, variables);
        new Migrations(config.database()).run();
        TestPlatform.people(config);
        platform = TestPlatform.start(name, variables);
        root = platform.as(TestPlatform.ROOT);
        rootToken = platform.token(TestPlatform.ROOT);
    }

    @AfterAll
    static void stop() {
        platform.close();
        pair.close();
    }

    @Test
    @Order(1)
    void readsGoToTheReplicaAndTheAnswerSaysSo() {
        await().atMost(LONGEST).untilAsserted(() -> assertThat(source()).isEqualTo("replica"));
        assertThat(connections(pair.standby())).isPositive();
    }

    @Test
    @Order(2)
    void whoChangedSomethingReadsIt() throws IOException {
        String id = acme();
        for (int i = 0; i < 20; i++) {
            String name = "Acme " + i;
            root.send("PATCH", "/api/v1/tenants/" + id, new TenantChange(name));

            JsonNode answer = list();

            assertThat(answer.path("data").findValuesAsText("name")).contains(name);
        }
        await().atMost(LONGEST).untilAsserted(() -> assertThat(source()).isEqualTo("replica"));
    }

    @Test
    @Order(3)
    void standbyThatStandsStillIsNotReadOnceThePrimaryHasMovedOn() throws SQLException {
        execute(pair.standby(), "select pg_wal_replay_pause()");
        execute(pair.primary(), "create table public.moved_on (x int)");

        await().atMost(LONGEST).untilAsserted(() -> assertThat(source()).isEqualTo("primary"));
        assertThat(lag()).isGreaterThan(3);

        execute(pair.standby(), "select pg_wal_replay_resume()");
        await().atMost(LONGEST).untilAsserted(() -> assertThat(source()).isEqualTo("replica"));
        assertThat(lag()).isLessThan(3);
    }

    @Test
    @Order(4)
    void cutLinkIsNotTakenForAnIdleOne() throws SQLException {
        execute(pair.standby(), "alter system set primary_conninfo = 'host=127.0.0.1 port=1 user=nobody'");
        execute(pair.standby(), "select pg_reload_conf()");
        await().atMost(LONGEST)
                .until(() -> "0".equals(pair.primary().value("select count(*) from pg_stat_replication")));
        execute(pair.primary(), "drop table public.moved_on");
        assertThat(pair.standby().value("select pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()"))
                .as("what other formulas take for a lag of nothing")
                .isEqualTo("t");

        await().atMost(LONGEST).untilAsserted(() -> assertThat(source()).isEqualTo("primary"));
        await().atMost(LONGEST).untilAsserted(() -> assertThat(lag()).isGreaterThan(5));

        execute(
                pair.standby(),
                "alter system set primary_conninfo = 'host=127.0.0.1 port="
                        + pair.primary().port() + " user=postgres'");
        execute(pair.standby(), "select pg_reload_conf()");
        await().atMost(LONGEST).untilAsserted(() -> assertThat(source()).isEqualTo("replica"));
    }

    @Test
    @Order(5)
    void killedStandbyCostsNoRequest() {
        await().atMost(LONGEST).untilAsserted(() -> assertThat(source()).isEqualTo("replica"));

        pair.standby().close();

        for (int i = 0; i < 50; i++) {
            assertThat(source()).isEqualTo("primary");
        }
        assertThatThrownBy(() -> pair.standby().value("select 1")).isInstanceOf(IllegalStateException.class);
    }

    private static String source() {
        return list().path("meta").path("source").asText();
    }

    private static JsonNode list() {
        Request request = new Request.Builder()
                .url(platform.at("/api/v1/tenants"))
                .header("Authorization", "Bearer " + rootToken)
                .build();
        try (Response response = TestPlatform.http().newCall(request).execute()) {
            assertThat(response.code()).isEqualTo(200);
            return Json.mapper().readTree(response.body().bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double lag() {
        Request request = new Request.Builder().url(platform.at("/metrics")).build();
        try (Response response = TestPlatform.http().newCall(request).execute()) {
            return response.body()
                    .string()
                    .lines()
                    .filter(line -> line.startsWith("dotmac_db_replica_lag_seconds "))
                    .map(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String acme() {
        return list().path("data").findParents("attributes").stream()
                .filter(one -> one.path("attributes").path("slug").asText().equals("acme"))
                .map(one -> one.path("id").asText())
                .findFirst()
                .map(TenantId::of)
                .orElseThrow()
                .toString();
    }

    private static long connections(LocalPostgres server) {
        return Long.parseLong(String.valueOf(
                server.value("select count(*) from pg_stat_activity where application_name = 'dotmac-server'")));
    }

    private static void execute(LocalPostgres server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url("dotmac_test"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
