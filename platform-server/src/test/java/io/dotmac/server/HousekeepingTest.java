package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.testing.LocalPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What nobody can use any more goes by itself, of every tenant and of platform staff.
class HousekeepingTest {
    private static final String OLD_AND_NEW = """
            insert into sessions (id, tenant_id, user_id, created_at, last_used_at, expires_at, address, client)
              select gen_random_uuid(), u.tenant_id, u.id, now(), now(), now() + age, '', ''
              from users u, unnest(array[interval '-60 days', interval '10 days']) age;
            insert into refresh_tokens (token_hash, tenant_id, family, issued_at, expires_at)
              select sha256(s.id::text::bytea || age::text::bytea), s.tenant_id, s.id, now(), now() + age
              from sessions s, unnest(array[interval '-60 days', interval '10 days']) age;
            insert into password_resets (token_hash, tenant_id, user_id, created_by, created_at, expires_at)
              select u.id || age::text, u.tenant_id, u.id, u.id, now(), now() + age
              from users u, unnest(array[interval '-60 days', interval '-1 day']) age;
            insert into fleet.enrolment_tokens (token_hash, tenant_id, created_by, created_at, expires_at)
              select t.slug || age, t.id, gen_random_uuid(), now(), now() + age
              from tenants t, unnest(array[interval '-60 days', interval '1 hour']) age;
            update tenants set state = 'suspended' where slug = 'bolt'
            """;

    @Test
    void whatNobodyCanUseGoesByItself() throws SQLException {
        String database = TestPlatform.copy();
        try (Connection connection =
                        DriverManager.getConnection(LocalPostgres.shared().url(database));
                Statement statement = connection.createStatement()) {
            statement.execute(OLD_AND_NEW);
        }
        int people = Integer.parseInt(TestPlatform.valueIn(database, "select count(*) from users"));

        try (TestPlatform platform = TestPlatform.start(database, Map.of())) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(platform.value("select count(*) from sessions")).isEqualTo(people + "");
                assertThat(platform.value("select count(*) from refresh_tokens"))
                        .as("of a session that goes on only the token that is still good")
                        .isEqualTo(people + "");
                assertThat(platform.value("select count(*) from password_resets"))
                        .isEqualTo(people + "");
                assertThat(platform.value("select count(*) from fleet.enrolment_tokens"))
                        .isEqualTo("2");
            });
            assertThat(platform.value("select count(*) from scheduled_tasks"
                            + " where task_name ~ '^chore-(auth|enrolment|events|jobs)-clean$'"))
                    .isEqualTo("4");
        }
    }
}
