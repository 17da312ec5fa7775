package io.dotmac.console.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PastTimeTest {
    private static final ZoneId LAGOS = ZoneId.of("Africa/Lagos");
    /// 07:26 in Lagos.
    private static final Instant NOW = Instant.parse("2026-11-22T06:26:30Z");

    @ParameterizedTest
    @CsvSource({
        "03:12, 2026-11-22T02:12:00Z",
        "3:12, 2026-11-22T02:12:00Z",
        "03:12:07, 2026-11-22T02:12:07Z",
        "22:00, 2026-11-21T21:00:00Z",
        "today 01:00, 2026-11-22T00:00:00Z",
        "yesterday 22:00, 2026-11-21T21:00:00Z",
        "Yesterday  22:00, 2026-11-21T21:00:00Z",
        "2026-11-20 22:00, 2026-11-20T21:00:00Z",
        "2026-11-20T22:00, 2026-11-20T21:00:00Z",
        "2026-11-20T22:00:00Z, 2026-11-20T22:00:00Z",
        "-2h, 2026-11-22T04:26:30Z",
        "-1h30m, 2026-11-22T04:56:30Z",
        "-3d, 2026-11-19T06:26:30Z",
        "90m ago, 2026-11-22T04:56:30Z",
    })
    void timeIsReadInTheOperatorsZone(String typed, Instant meant) {
        assertThat(PastTime.read(typed, NOW, LAGOS)).isEqualTo(new PastTime.At(meant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "noon", "25:00", "03:60", "2026-13-01 10:00", "-2", "2h", "yesterday", "3:1", "-99999999d"})
    void whatIsNoTimeIsToldWithExamples(String typed) {
        assertThat(PastTime.read(typed, NOW, LAGOS))
                .isInstanceOfSatisfying(
                        PastTime.Wrong.class,
                        wrong -> assertThat(wrong.message()).contains("for example", "03:12", "-2h"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"today 22:00", "2026-12-01 10:00", "2999-01-01T00:00:00Z"})
    void futureIsRefused(String typed) {
        assertThat(PastTime.read(typed, NOW, LAGOS))
                .isInstanceOfSatisfying(
                        PastTime.Wrong.class,
                        wrong -> assertThat(wrong.message()).contains("in the future"));
    }

    @Test
    void hourThatTheClockSkippedIsTheOneAfter() {
        Instant now = Instant.parse("2026-03-29T12:00:00Z");

        assertThat(PastTime.read("02:30", now, ZoneId.of("Europe/Berlin")))
                .isEqualTo(new PastTime.At(Instant.parse("2026-03-29T01:30:00Z")));
    }

    @Test
    void dateIsToldOnlyForAnotherDay() {
        assertThat(Times.of(Instant.parse("2026-11-22T02:12:00Z"), NOW, LAGOS)).isEqualTo("03:12");
        assertThat(Times.of(Instant.parse("2026-11-21T21:00:05Z"), NOW, LAGOS)).isEqualTo("2026-11-21 22:00:05");
        assertThat(Times.exact(Instant.parse("2026-11-22T02:12:00Z"), NOW, LAGOS))
                .isEqualTo("03:12:00");
    }
}
