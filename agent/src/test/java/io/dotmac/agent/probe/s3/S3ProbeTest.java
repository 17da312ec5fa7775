package io.dotmac.agent.probe.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.Checking;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class S3ProbeTest {
    private static final Instant DAY = Instant.parse("2013-05-24T00:00:00Z");
    private static final SigV4 EXAMPLE =
            new SigV4("AKIA" + "IOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1");

    private final MockWebServer store = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        store.start();
    }

    @AfterEach
    void stop() {
        store.close();
    }

    /// The examples of the S3 reference, "Signature Calculations for the Authorization Header".
    @Test
    void signaturesAreThoseOfTheReference() {
        String host = "examplebucket.s3.amazonaws.com";
        assertThat(EXAMPLE.headers("GET", host, "/test.txt", "", Map.of("range", "bytes=0-9"), DAY))
                .extractingByKey("authorization")
                .asString()
                .endsWith("Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
        assertThat(EXAMPLE.headers("GET", host, "/", "lifecycle=", Map.of(), DAY))
                .extractingByKey("authorization")
                .asString()
                .endsWith("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
        assertThat(EXAMPLE.headers("GET", host, "/", "max-keys=2&prefix=J", Map.of(), DAY))
                .extractingByKey("authorization")
                .asString()
                .endsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void bucketThatCanBeReadIsUpAndTheRequestIsSigned() throws Exception {
        Finding finding = check(200, "");

        assertThat(finding.health()).isEqualTo(Health.UP);
        assertThat(finding.summary()).isEqualTo("bucket backups can be read");
        RecordedRequest request = store.takeRequest();
        assertThat(request.getMethod()).isEqualTo("HEAD");
        assertThat(request.getTarget()).isEqualTo("/backups");
        String expected = EXAMPLE.headers(
                        "HEAD", store.getHostName() + ":" + store.getPort(), "/backups", "", Map.of(), DAY)
                .get("authorization");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo(expected);
    }

    @Test
    void refusalsAreToldApart() throws Exception {
        Finding forbidden = check(403, "");
        assertThat(forbidden.health()).isEqualTo(Health.UNKNOWN);
        assertThat(forbidden.reason()).isEqualTo(UnknownReason.PERMISSION);
        assertThat(forbidden.toString()).doesNotContain("wJalr");

        assertThat(check(404, "").summary()).isEqualTo("bucket backups is not there");
        assertThat(check(503, "").error()).isEqualTo(ErrorClass.STARTING_UP);
        assertThat(check(301, "eu-central-1").summary())
                .isEqualTo("bucket backups is in region eu-central-1, not in us-east-1");
    }

    private Finding check(int status, String region) throws InterruptedException {
        MockResponse.Builder answer = new MockResponse.Builder().code(status);
        if (!region.isEmpty()) {
            answer.addHeader("x-amz-bucket-region", region);
        }
        store.enqueue(answer.build());
        try (Checking checking = Checking.of(
                "{name: s, kind: s3, endpoint: \"%s\", bucket: backups, access-key: %s, secret-key: %s, latency-warn: 30s}"
                        .formatted(store.url("/"), EXAMPLE.accessKey(), EXAMPLE.secretKey()),
                Clock.fixed(DAY, ZoneOffset.UTC))) {
            return checking.check();
        }
    }
}
