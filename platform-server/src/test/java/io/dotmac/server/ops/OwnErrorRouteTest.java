package io.dotmac.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import io.dotmac.server.TestPlatform;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/// What the platform's staff see of the server's own faults.
class OwnErrorRouteTest {
    private static final String BREAKS = "/api/v1/api-keys";

    @Test
    void faultOfARouteIsOneGroupForStaffAndNobodyElse() throws Exception {
        try (TestPlatform server = TestPlatform.start()) {
            String operator = server.token(TestPlatform.OPERATOR);
            String root = server.token(TestPlatform.ROOT);
            alter(server, "alter table public.api_keys rename column owner_id to gone");
            for (int i = 0; i < 5; i++) {
                assertThat(get(server, BREAKS, operator).status()).isEqualTo(500);
            }
            alter(server, "alter table public.api_keys rename column gone to owner_id");

            Got list = get(server, "/api/v1/ops/errors", root);
            JsonNode groups = list.body().at("/data/attributes/groups");
            assertThat(list.status()).isEqualTo(200);
            assertThat(groups).hasSize(1);
            assertThat(groups.get(0).path("count").asInt()).isEqualTo(5);
            assertThat(groups.get(0).path("where").asText()).isEqualTo("GET " + BREAKS);
            assertThat(groups.get(0).at("/sample/tenant").asText()).isEqualTo("acme");
            assertThat(groups.get(0).at("/sample/request_id").asText()).startsWith("req_");
            assertThat(groups.toString()).doesNotContain(TestPlatform.OPERATOR);
            assertThat(get(server, "/api/v1/ops/errors", operator).status()).isEqualTo(403);
        }
    }

    private static void alter(TestPlatform server, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(LocalPostgres.shared().url(server.database()));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private record Got(int status, JsonNode body) {}

    private static Got get(TestPlatform server, String path, String token) throws IOException {
        Request request = new Request.Builder()
                .url(server.at(path))
                .header("Authorization", "Bearer " + token)
                .build();
        try (Response response = TestPlatform.http().newCall(request).execute()) {
            return new Got(
                    response.code(), Json.mapper().readTree(response.body().string()));
        }
    }
}
