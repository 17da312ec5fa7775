package io.dotmac.server.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CleaningTest {
    private static final String DELIVERIES = """
            insert into notification.deliveries (tenant_id, id, receiver_id, receiver, kind, state, thread, dedup, route,
              level, subject, notice, alerts, attempts, error, created_at)
            select t.id, gen_random_uuid(), gen_random_uuid(), 'noc', 'firing', row.state, '', '', '', 'critical', '', '{}',
              '{}', 1, '', now() - row.days * interval '1 day'
            from public.tenants t, (values (100, 'sent'), (99.5, 'failed'), (95, 'sent'), (95, 'queued'), (94, 'sent'),
              (1, 'sent')) as row (days, state)
            where t.slug = 'acme' returning 1
            """;

    private TestPlatform platform;
    private Database database;

    CleaningTest() {
        platform = TestPlatform.start();
        database =
                new Database(TestPlatform.config(platform.database(), Map.of()).database(), new Telemetry());
    }

    @BeforeEach
    void fill() {
        platform.value(DELIVERIES);
    }

    @AfterEach
    void stop() {
        database.close();
        platform.close();
    }

    @Test
    void whatEndedNinetyDaysAgoGoesTheOldestDayFirst() {
        clean(Duration.ZERO);
        assertThat(days()).isEqualTo("95 95 94 1");
        clean(Duration.ZERO);
        assertThat(days()).isEqualTo("95 94 1");
        clean(Duration.ZERO);
        clean(Duration.ZERO);

        assertThat(days()).isEqualTo("95 1");
    }

    @Test
    void clockThatJumpedAheadCostsOneDay() {
        clean(Duration.ofDays(3_650));

        assertThat(days()).isEqualTo("95 95 94 1");
    }

    private void clean(Duration ahead) {
        new Cleaning(new Realm(database), Clock.offset(Clock.systemUTC(), ahead)).run();
    }

    /// How old in days what is left is.
    private String days() {
        return platform.value("select string_agg(extract(day from now() - created_at)::text, ' ' order by created_at)"
                + " from notification.deliveries");
    }
}
