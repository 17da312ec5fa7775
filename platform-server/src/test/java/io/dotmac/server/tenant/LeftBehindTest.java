package io.dotmac.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.live.LiveRow;
import io.dotmac.server.TestPlatform;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/// One ISP's trouble is not the others'.
class LeftBehindTest {
    @Test
    void tenantThatCannotBeMigratedKeepsNoOtherFromBeingServed() throws SQLException, IOException {
        String database = TestPlatform.copy();
        try (Connection connection =
                        DriverManager.getConnection(LocalPostgres.shared().url(database));
                Statement statement = connection.createStatement()) {
            statement.execute("update tenants set schema_level = 1 where slug = 'bolt'");
            statement.execute(
                    "delete from tenant_bolt._migrations"); // so that its tables are made again, and cannot be
        }

        try (TestPlatform platform = TestPlatform.start(database, Map.of())) {
            assertThat(platform.as(TestPlatform.OPERATOR).list("/api/v1/nodes", LiveRow.Node.class))
                    .isEmpty();
            Request login = new Request.Builder()
                    .url(platform.at("/api/v1/auth/login"))
                    .post(RequestBody.create(
                            "{\"email\":\"" + TestPlatform.OTHER + "\",\"password\":\"" + TestPlatform.PASSWORD + "\"}",
                            MediaType.get("application/json")))
                    .build();
            try (Response refused = TestPlatform.http().newCall(login).execute()) {
                assertThat(refused.body().string()).contains("is being brought to this version");
                assertThat(refused.code()).isEqualTo(503);
            }
        }
    }
}
