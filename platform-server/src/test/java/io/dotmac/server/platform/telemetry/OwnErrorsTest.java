package io.dotmac.server.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.dotmac.model.Json;
import io.dotmac.server.TestClock;
import io.dotmac.server.platform.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/// Equal faults are one group and few notices.
class OwnErrorsTest {
    private static final String PII = "jane@customer.example";

    private final TestClock clock = new TestClock();
    private final List<JsonNode> notices = new CopyOnWriteArrayList<>();
    private HttpServer webhook;

    @BeforeEach
    void listen() throws IOException {
        webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext("/", exchange -> {
            notices.add(Json.mapper().readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        webhook.start();
    }

    @AfterEach
    void stop() {
        webhook.stop(0);
    }

    @Test
    void thousandEqualFaultsAreOneGroupAndOneNotice() {
        OwnErrors errors = errors(6, 200);

        MDC.put(LogKeys.REQUEST_ID, "req_1");
        MDC.put(LogKeys.TENANT, "acme");
        try {
            for (int i = 0; i < 1_000; i++) {
                errors.note(fault("for " + PII + i), "GET /api/v1/nodes");
            }
        } finally {
            MDC.clear();
        }

        assertThat(errors.groups()).singleElement().satisfies(group -> {
            assertThat(group.count()).isEqualTo(1_000);
            assertThat(group.type()).isEqualTo("java.lang.IllegalStateException < java.lang.NumberFormatException");
            assertThat(group.place()).contains(OwnErrorsTest.class.getName() + ".fault");
            assertThat(group.sample().requestId()).contains("req_1");
            assertThat(group.sample().tenant()).contains("acme");
            assertThat(group.sample().stack()).anyMatch(line -> line.contains("OwnErrorsTest"));
            assertThat(group.toString()).doesNotContain(PII);
        });
        assertThat(notices).hasSize(1);
        assertThat(notices.getFirst().path("text").asText()).contains("request_id=req_1", "tenant=acme");
        assertThat(notices.getFirst().at("/error/sample/stack").size()).isPositive();
        assertThat(notices.toString()).doesNotContain(PII);
    }

    @Test
    void faultThatGoesOnIsToldAgainAfterAWhile() {
        OwnErrors errors = errors(6, 200);

        errors.note(fault("a"), "job x");
        clock.advance(Duration.ofMinutes(59));
        errors.note(fault("a"), "job x");
        clock.advance(Duration.ofMinutes(1));
        errors.note(fault("a"), "job x");

        assertThat(notices)
                .extracting(notice -> notice.at("/error/count").asInt())
                .containsExactly(1, 3);
    }

    @Test
    void manyKindsOfFaultsAreToldFewAMinuteAndRememberedUpToABound() {
        OwnErrors errors = errors(3, 10);

        for (int i = 0; i < 100; i++) {
            errors.note(fault("a"), "GET /route/" + i);
        }
        clock.advance(Duration.ofMinutes(1));
        errors.note(fault("a"), "GET /route/one-more");

        assertThat(errors.groups()).hasSize(10);
        assertThat(notices).hasSize(4);
        assertThat(notices.getLast().path("text").asText()).contains("(97 other notices held back)");
    }

    @Test
    void samePlaceInAnotherRouteIsAnotherGroup() {
        OwnErrors errors = errors(6, 200);

        errors.note(fault("a"), "GET /a");
        errors.note(fault("a"), "GET /b");

        assertThat(errors.groups()).extracting(ErrorGroup::where).containsExactlyInAnyOrder("GET /a", "GET /b");
    }

    @Test
    void failedBackgroundWorkIsNotedAndThrownOn() {
        Telemetry telemetry = new Telemetry();

        var thrown = org.assertj.core.api.Assertions.catchThrowable(
                () -> telemetry.background().run("job broken", Optional.empty(), () -> {
                    throw fault("a");
                }));

        assertThat(thrown).isInstanceOf(IllegalStateException.class);
        assertThat(telemetry.errors().groups()).extracting(ErrorGroup::where).containsExactly("job broken");
        assertThat(telemetry.scrape()).contains("dotmac_job_seconds_count{job=\"job broken\",result=\"failed\",} 1.0");
    }

    private OwnErrors errors(int perMinute, int groups) {
        Secret address = new Secret("http://127.0.0.1:" + webhook.getAddress().getPort() + "/");
        ErrorAlertsConfig config = new ErrorAlertsConfig(address, perMinute, Duration.ofHours(1), groups);
        return new Telemetry(Tracing.OFF, config, clock, Runnable::run).errors();
    }

    private static IllegalStateException fault(String message) {
        return new IllegalStateException(message, new NumberFormatException(message));
    }
}
