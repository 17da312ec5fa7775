package io.dotmac.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.client.ApiException;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.NewSilence;
import io.dotmac.model.alert.Silence;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The parameter `tenant`, which every route reads alike.
class MeantTenantTest {
    private TestPlatform platform;

    @BeforeEach
    void start() {
        platform = TestPlatform.start();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void staffNameAnIspBySlugOrById() throws IOException {
        Instant now = platform.clock().instant();
        NewSilence wanted = new NewSilence(
                List.of(new Matcher("node", "edge-1", false, true)), Optional.empty(), now.plusSeconds(3_600), "works");

        Silence made = platform.as(TestPlatform.ROOT).post("/api/v1/silences?tenant=acme", wanted, Silence.class);

        assertThat(silences(TestPlatform.ROOT, "?tenant=" + acme()))
                .contains(made.id().toString());
        assertThat(silences(TestPlatform.VIEWER, "")).contains(made.id().toString());
        assertThat(silences(TestPlatform.VIEWER, "?tenant=acme"))
                .contains(made.id().toString());
        assertThat(silences(TestPlatform.VIEWER, "?tenant=" + acme()))
                .contains(made.id().toString());
        assertThat(silences(TestPlatform.ROOT, "")).isEmpty();
        assertThat(silences(TestPlatform.ROOT, "?tenant=bolt")).isEmpty();
    }

    /// Whether there is such an ISP is nobody else's business: the answers are the same but for what was asked for.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/silences",
                "/api/v1/alerts",
                "/api/v1/customers",
                "/api/v1/users",
                "/api/v1/fleet/series",
                "/api/v1/audit",
                "/api/v1/agents",
                "/api/v1/notification-receivers"
            })
    void anotherIspIsNotFoundAndNeitherIsOneThatIsNot(String path) {
        String there = platform.value("select id from public.tenants where slug = 'acme'");

        for (String named : List.of("acme", there, "nobody", "00000000-0000-7000-8000-000000000000")) {
            String query = (path.endsWith("series") ? "?metric=host_cpu_percent&" : "?") + "tenant=" + named;
            assertThatThrownBy(() -> platform.as(TestPlatform.OTHER_ADMIN).get(path + query, Object.class))
                    .isInstanceOfSatisfying(ApiException.class, refused -> {
                        assertThat(refused.status()).isEqualTo(404);
                        assertThat(refused).hasMessageContaining("tenant " + named + " does not exist");
                    });
        }
    }

    @Test
    void nameThatIsNoneIsToldOnOneLine() {
        assertThatThrownBy(
                        () -> platform.as(TestPlatform.ROOT).get("/api/v1/silences?tenant=%0Aa%27--%20x", Object.class))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused).hasMessageContaining("tenant ?a'-- x does not exist"));
        assertThatThrownBy(() ->
                        platform.as(TestPlatform.ROOT).get("/api/v1/silences?tenant=" + "a".repeat(42), Object.class))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.status()).isEqualTo(400));
    }

    private String acme() {
        return platform.value("select id from public.tenants where slug = 'acme'");
    }

    private List<String> silences(String who, String query) throws IOException {
        return platform.as(who).list("/api/v1/silences" + query, Silence.class).stream()
                .map(silence -> silence.id().toString())
                .toList();
    }
}
