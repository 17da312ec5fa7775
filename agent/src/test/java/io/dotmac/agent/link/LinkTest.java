package io.dotmac.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.report.Sequence;
import io.dotmac.model.agent.ControlFrame;
import io.dotmac.model.agent.Revocation;
import io.dotmac.model.report.Gap;
import io.dotmac.model.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkTest {
    private final FakePlatform platform = new FakePlatform();
    private final Pace pace = new Pace(Duration.ofSeconds(10), System::nanoTime);

    @TempDir
    Path stateDir;

    @BeforeEach
    void startPlatform() throws IOException {
        platform.start();
    }

    @AfterEach
    void stopPlatform() {
        platform.stop();
    }

    @Test
    void enrolmentKeepsAKeyForThisUserAlone() throws IOException {
        Enroller.enrol(config(), "one-use", "0.1.0");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stateDir.resolve("agent.key"))))
                .isEqualTo("rw-------");
        assertThat(Identity.load(stateDir).node()).isEqualTo(FakePlatform.NODE);
    }

    @Test
    void expiredEnrolmentTokenIsToldInTheServersWords() {
        platform.enrolAnswer(FakePlatform.refusal(401, "TOKEN_EXPIRED", "enrolment token expired at 10:00"));

        assertThatThrownBy(() -> Enroller.enrol(config(), "one-use", "0.1.0"))
                .isInstanceOf(LinkFailure.class)
                .hasMessageContaining("enrolment token expired at 10:00")
                .hasMessageNotContaining("one-use");
    }

    @Test
    void agentThatIsNotEnrolledSaysWhatToDo() {
        assertThatThrownBy(() -> Link.open(config(), pace, Clock.systemUTC(), new Sequence()))
                .isInstanceOf(LinkFailure.class)
                .hasMessageContaining("dotmac-agent enrol");
    }

    @Test
    void secondAgentOnTheSameFolderIsRefused() {
        try (Link first = enrolled()) {
            assertThat(first.isDrained()).isTrue();
            assertThatThrownBy(() -> Link.open(config(), pace, Clock.systemUTC(), new Sequence()))
                    .isInstanceOf(LinkFailure.class)
                    .hasMessageContaining("another agent runs");
        }
    }

    @Test
    void reportsArriveAndLeaveTheSpool() {
        try (Link link = started()) {
            accept(link, 1, 2, 3);

            awaitDrained(link);
            assertThat(platform.arrivedSeqs()).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void refusedTokenIsRenewedOnce() {
        try (Link link = started()) {
            accept(link, 1);
            awaitDrained(link);
            int before = platform.tokens();
            platform.forgetTokens();

            accept(link, 2);

            awaitDrained(link);
            assertThat(platform.arrivedSeqs()).containsExactly(1L, 2L);
            assertThat(platform.tokens()).isEqualTo(before + 1);
        }
    }

    @Test
    void outageIsCaughtUpWithTheNewestFirstThenTheOldest() throws IOException {
        try (Link link = started()) {
            accept(link, 1);
            awaitDrained(link);
            platform.stop();
            for (long seq = 2; seq <= 9; seq++) {
                accept(link, seq);
            }
            assertThat(link.isDrained()).isFalse();

            platform.start();

            awaitDrained(link);
            assertThat(platform.arrivedSeqs()).hasSize(9).doesNotHaveDuplicates();
            List<Long> late = platform.arrivedSeqs().subList(1, 9);
            assertThat(late.subList(1, 8)).isSorted();
        }
    }

    @Test
    void whatWasKeptIsSentByTheNextLifeOfTheAgent() throws IOException {
        AgentConfig config = config();
        Enroller.enrol(config, "one-use", "0.1.0");
        platform.stop();
        try (Link link = Link.open(config, pace, Clock.systemUTC(), new Sequence())) {
            link.start();
            accept(link, 1, 2);
        }
        platform.start();

        try (Link link = Link.open(config, pace, Clock.systemUTC(), new Sequence())) {
            link.start();
            awaitDrained(link);
        }

        assertThat(platform.arrivedSeqs()).containsExactly(1L, 2L);
    }

    @Test
    void reportThatWasStoredBeforeLeavesTheSpool() {
        try (Link link = started()) {
            accept(link, 1);
            awaitDrained(link);

            accept(link, 1);

            awaitDrained(link);
            assertThat(platform.arrivedSeqs()).containsExactly(1L);
        }
    }

    @Test
    void conflictCountsAsStored() {
        platform.answer(_ -> FakePlatform.refusal(409, "DUPLICATE", "stored before"));

        try (Link link = started()) {
            accept(link, 1);

            awaitDrained(link);
        }
    }

    @Test
    void reportThatIsTooLargeIsSplitUntilItFits() {
        platform.answer(report -> report.samples().size() > 300
                ? FakePlatform.refusal(413, "PAYLOAD_TOO_LARGE", "too large")
                : platform.receipt(report));

        try (Link link = started()) {
            link.accept(Reports.regular("b", 1, 1_000));

            awaitDrained(link);
            assertThat(platform.arrived().stream()
                            .mapToInt(report -> report.samples().size())
                            .sum())
                    .isEqualTo(1_000);
            assertThat(platform.arrived().stream().filter(Report::full).map(Report::seq))
                    .containsExactly(1L);
            assertThat(platform.arrived().stream().map(report -> report.boot() + report.seq()))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void refusedReportIsSetAsideAndDoesNotBlockTheNext() throws IOException {
        platform.answer(report ->
                report.seq() <= 10 ? FakePlatform.refusal(400, "BAD_REQUEST", "seq is odd") : platform.receipt(report));

        try (Link link = started()) {
            for (long seq = 1; seq <= 11; seq++) {
                accept(link, seq);
            }

            awaitDrained(link);
            assertThat(platform.arrivedSeqs()).containsExactly(11L);
            assertThat(link.takeGaps()).hasSize(10).extracting(Gap::cause).containsOnly("refused by the server: 400");
            try (Stream<Path> bad = Files.list(stateDir.resolve("spool").resolve("bad"))) {
                assertThat(bad.count()).isEqualTo(8);
            }
        }
    }

    @Test
    void serverThatAsksForPeaceGetsIt() {
        AtomicInteger asked = new AtomicInteger();
        platform.answer(report -> asked.incrementAndGet() > 1
                ? platform.receipt(report)
                : new MockResponse.Builder()
                        .code(503)
                        .setHeader("Retry-After", "2")
                        .build());

        try (Link link = started()) {
            accept(link, 1);

            awaitDrained(link);
            assertThat(Duration.between(
                            platform.arrivals().get(0), platform.arrivals().get(1)))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(1_900));
        }
    }

    @Test
    void backlogIsPacedAsTheServerAsksAndTheNewGoesBetween() {
        platform.nextAfterMillis(400);
        try (Link earlier = enrolled()) {
            accept(earlier, 1, 2, 3, 4);
        }
        try (Link link = Link.open(config(), pace, Clock.systemUTC(), new Sequence())) {
            link.start();
            await().pollInterval(Duration.ofMillis(10))
                    .until(() -> platform.arrived().size() == 2);

            accept(link, 5);

            awaitDrained(link);
            assertThat(platform.arrivedSeqs()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L);
            assertThat(platform.arrivedSeqs().indexOf(5L)).isLessThan(4);
            assertThat(Duration.between(
                            platform.arrivals().get(0), platform.arrivals().get(1)))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(390));
        }
    }

    @Test
    void clockTenMinutesOffIsMeasuredAndTold() {
        platform.clockAhead(Duration.ofMinutes(-10));

        try (Link link = started()) {
            accept(link, 1, 2, 3);

            awaitDrained(link);
            assertThat(link.clockOffsetMillis().orElseThrow()).isCloseTo(600_000L, within(2_000L));
            assertThat(link.trouble())
                    .hasValueSatisfying(text -> assertThat(text).containsPattern("(599|600) s ahead of the server"));
        }
    }

    @Test
    void watchQuickensThePace() {
        try (Link link = started()) {
            await().until(() -> platform.channels() == 1);
            assertThat(link.isDrained()).isTrue();

            platform.say(new ControlFrame.Watch(60));

            await().untilAsserted(() -> assertThat(pace.interval()).isEqualTo(Duration.ofSeconds(1)));
        }
    }

    @Test
    void revokedAgentStopsAndSaysWhy() throws Exception {
        try (Link link = started()) {
            await().until(() -> platform.channels() == 1);

            platform.say(new ControlFrame.Revoked("node removed by anna"));

            assertThat(link.awaitRevoked()).isEqualTo(Optional.of("node removed by anna"));
            accept(link, 1);
            assertThat(link.isDrained()).isTrue();
        }
    }

    @Test
    void agentWhoseReportIsTurnedAwayAsRevokedStops() throws Exception {
        platform.answer(_ -> FakePlatform.refusal(403, Revocation.CODE, "taken out of service: stolen"));
        try (Link link = started()) {
            accept(link, 1);

            assertThat(link.awaitRevoked()).contains("taken out of service: stolen");
        }
    }

    @Test
    void agentThatGetsNoTokenAsRevokedStops() throws Exception {
        try (Link link = enrolled()) {
            platform.tokenAnswer(FakePlatform.refusal(403, Revocation.CODE, "taken out of service: stolen"));
            link.start();

            assertThat(link.awaitRevoked()).contains("taken out of service: stolen");
        }
    }

    @Test
    void controlChannelComesBackAfterAnOutage() throws IOException {
        try (Link link = started()) {
            await().until(() -> platform.channels() == 1);
            platform.stop();
            platform.start();

            await().atMost(Duration.ofSeconds(20)).until(() -> platform.channels() == 1);
            accept(link, 1);
            awaitDrained(link);
        }
    }

    @Test
    void spreadThatTheServerAsksForHoldsAfterARestartToo() {
        platform.returnSpread(Duration.ofMinutes(5));
        try (Link link = started()) {
            accept(link, 1);
            awaitDrained(link);
        }

        assertThat(IntStream.range(0, 20)
                        .mapToObj(seed -> Backoff.slotted(
                                        Spread.keptIn(stateDir), new SplittableRandom(seed), System::nanoTime)
                                .delay(2, Duration.ofSeconds(1)))
                        .max(Duration::compareTo))
                .hasValueSatisfying(longest -> assertThat(longest).isGreaterThan(Duration.ofMinutes(3)));
    }

    @Test
    void channelThatOpensAgainWakesTheReports() throws IOException {
        Enroller.enrol(config(), "one-use", "0.1.0");
        platform.stop();
        AtomicInteger refused = new AtomicInteger();
        Backoff never = (_, _) -> {
            refused.incrementAndGet();
            return Duration.ofHours(1);
        };
        try (Link link = open(never, (_, _) -> Duration.ofMillis(50))) {
            link.start();
            accept(link, 1);
            await().until(() -> refused.get() == 1);

            platform.start();

            awaitDrained(link);
            assertThat(platform.arrivedSeqs()).containsExactly(1L);
        }
    }

    @Test
    void reportThatArrivesAgainWakesTheChannel() throws IOException {
        Enroller.enrol(config(), "one-use", "0.1.0");
        platform.stop();
        AtomicInteger refused = new AtomicInteger();
        Backoff never = (_, _) -> {
            refused.incrementAndGet();
            return Duration.ofHours(1);
        };
        try (Link link = open((_, _) -> Duration.ofMillis(50), never)) {
            link.start();
            accept(link, 1);
            await().until(() -> refused.get() == 1);

            platform.start();

            await().until(() -> platform.channels() == 1);
            assertThat(platform.arrivedSeqs()).containsExactly(1L);
        }
    }

    private Link open(Backoff reports, Backoff channel) {
        return Link.open(config(), pace, Clock.systemUTC(), new Sequence(), new Link.Backoffs(reports, channel));
    }

    private AgentConfig config() {
        return platform.config(stateDir);
    }

    private Link enrolled() {
        Enroller.enrol(config(), "one-use", "0.1.0");
        return Link.open(config(), pace, Clock.systemUTC(), new Sequence());
    }

    private Link started() {
        Link link = enrolled();
        link.start();
        return link;
    }

    private static void accept(Link link, long... seqs) {
        for (long seq : seqs) {
            link.accept(Reports.change("b", seq));
        }
    }

    private static void awaitDrained(Link link) {
        await().atMost(Duration.ofSeconds(30)).until(link::isDrained);
    }
}
