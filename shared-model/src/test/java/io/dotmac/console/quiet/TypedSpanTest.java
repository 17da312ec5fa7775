package io.dotmac.console.quiet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedSpanTest {
    private static final Instant NOW = Instant.parse("2026-11-22T14:05:30Z");

    @ParameterizedTest
    @CsvSource({
        "30 min, PT30M",
        "30m, PT30M",
        "90 min, PT90M",
        "2 h, PT2H",
        "2h30m, PT2H30M",
        "1d 12h, PT36H",
        " 8 H , PT8H",
    })
    void lengthsAreReadAsTheyAreTyped(String typed, Duration length) {
        assertThat(TypedSpan.end(typed, NOW, ZoneOffset.UTC)).isEqualTo(new TypedSpan.Read.At(NOW.plus(length)));
    }

    @ParameterizedTest
    @CsvSource({
        "until 08:00, 2026-11-23T08:00:00Z",
        "08:00, 2026-11-23T08:00:00Z",
        "until 23:15, 2026-11-22T23:15:00Z",
        "until tomorrow 23:15, 2026-11-23T23:15:00Z",
        "until 2026-12-01 06:00, 2026-12-01T06:00:00Z",
    })
    void timeOfDayIsTheNextOne(String typed, Instant end) {
        assertThat(TypedSpan.end(typed, NOW, ZoneOffset.UTC)).isEqualTo(new TypedSpan.Read.At(end));
    }

    @Test
    void timeOfDayIsTheOperators() {
        ZoneId lagos = ZoneId.of("Africa/Lagos");

        assertThat(TypedSpan.end("until 15:06", NOW, lagos))
                .isEqualTo(new TypedSpan.Read.At(Instant.parse("2026-11-22T14:06:00Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "0 min",
                "400 d",
                "until",
                "25:00",
                "until 2026-11-21 08:00",
                "until 2026-13-01 08:00"
            })
    void whatCannotBeMeantIsToldWithWhatCan(String typed) {
        assertThat(TypedSpan.end(typed, NOW, ZoneOffset.UTC))
                .isInstanceOfSatisfying(
                        TypedSpan.Read.Wrong.class,
                        wrong -> assertThat(wrong.message()).containsAnyOf("must be", "must lie", "no calendar"));
    }

    @Test
    void everythingThatIsOfferedCanBeRead() {
        assertThat(TypedSpan.LENGTHS)
                .allSatisfy(offer ->
                        assertThat(TypedSpan.end(offer, NOW, ZoneOffset.UTC)).isInstanceOf(TypedSpan.Read.At.class));
        assertThat(TypedSpan.BEGINS)
                .allSatisfy(offer ->
                        assertThat(TypedSpan.begin(offer, NOW, ZoneOffset.UTC)).isInstanceOf(TypedSpan.Read.At.class));
        assertThat(TypedSpan.LENGTHS).contains(TypedSpan.USUAL);
    }

    @Test
    void beginThatHasPassedIsTomorrowsUnlessItsDayIsNamed() {
        assertThat(TypedSpan.begin("02:00", NOW, ZoneOffset.UTC))
                .isEqualTo(new TypedSpan.Read.At(Instant.parse("2026-11-23T02:00:00Z")));
        assertThat(TypedSpan.begin("2026-11-22 02:00", NOW, ZoneOffset.UTC)).isInstanceOf(TypedSpan.Read.Wrong.class);
    }
}
