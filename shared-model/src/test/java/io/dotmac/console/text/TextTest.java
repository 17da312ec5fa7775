package io.dotmac.console.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    private static final char ESC = 0x1b;

    @Test
    void clipboardSequenceLosesItsTeeth() {
        String hostile = "acme" + ESC + "]52;c;ZXZpbA==" + (char) 7 + " ltd";

        assertThat(Clean.line(hostile)).isEqualTo("acme]52;c;ZXZpbA== ltd");
    }

    @Test
    void c1AndBidiControlsAreRemoved() {
        String hostile = "a" + (char) 0x9b + "31m" + (char) 0x202e + "txt.exe" + (char) 0x2066 + (char) 0xfeff;

        assertThat(Clean.line(hostile)).isEqualTo("a31mtxt.exe");
    }

    @Test
    void lineBreaksBecomeBlanksButStayInBlocks() {
        assertThat(Clean.line("a\nb\tc\u2028d")).isEqualTo("a b c d");
        assertThat(Clean.block("a\nb" + ESC + "[2J")).isEqualTo("a\nb[2J");
    }

    @Test
    void ordinaryTextIsTheSameObject() {
        String text = "Lagos – zażółć 東京 😀";

        assertThat(Clean.line(text)).isSameAs(text);
    }

    @Test
    void halfSurrogateIsRemoved() {
        assertThat(Clean.line("a\ud83db")).isEqualTo("ab");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0 s",
        "0.34, 0.3 s",
        "18.44, 18.4 s",
        "99.96, 100 s",
        "125, 125 s",
        "600, 10 min",
        "7200, 2 h",
        "NaN, ''"
    })
    void secondsHaveTheirUnit(double seconds, String text) {
        assertThat(Units.seconds(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.42, 0.4 ms", "38, 38 ms", "999.4, 999 ms", "1400, 1.4 s"})
    void millisHaveTheirUnit(double millis, String text) {
        assertThat(Units.millis(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "112400, 112 kB",
        "41000000, 41 MB",
        "999999, 1.0 MB",
        "-4200, -4.2 kB"
    })
    void bytesHaveTheirUnit(double bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"1023, 1023 B", "1024, 1.0 KiB", "536870912, 512 MiB", "1610612736, 1.5 GiB"})
    void memoryIsToldInTheUnitsInWhichItIsLimited(double bytes, String text) {
        assertThat(Units.memory(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 alerts", "1, 1 alert", "'1284', '1,284 alerts'"})
    void oneOfThemHasNoPlural(long count, String text) {
        assertThat(Units.counted(count, "alert")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"-5, 0 s, 0s", "41, 41 s, 41s", "720, 12 min, 12m", "10800, 3 h, 3h", "777600, 9 d, 9d"})
    void agesAreOneNumber(long seconds, String text, String brief) {
        assertThat(Ages.of(Duration.ofSeconds(seconds))).isEqualTo(text);
        assertThat(Ages.brief(Duration.ofSeconds(seconds))).isEqualTo(brief);
    }

    @Test
    void sparklineShowsHeightAndHoles() {
        double[] values = {0, 4, Double.NaN, 8};

        assertThat(Spark.line(values, Spark.Style.BLOCKS)).isEqualTo("▁▄ █");
        assertThat(Spark.line(values, Spark.Style.ASCII)).isEqualTo("_~ #");
        assertThat(Spark.line(values, Spark.Style.BRAILLE)).isEqualTo("⣠⢸");
    }

    @Test
    void leastValueIsToldFromNothing() {
        assertThat(Spark.line(new double[] {0, 0.01}, 100, Spark.Style.BLOCKS)).isEqualTo("▁▂");
    }

    @Test
    void downSamplingKeepsThePeaks() {
        long[] at = new long[10_000];
        double[] values = new double[10_000];
        for (int i = 0; i < at.length; i++) {
            at[i] = i;
        }
        values[7_777] = 60;
        values[3_333] = -5;

        var buckets = Downsampler.minMax(at, values, 0, 10_000, 100);

        assertThat(buckets).hasSize(100);
        assertThat(buckets.get(77).max()).isEqualTo(60);
        assertThat(buckets.get(33).min()).isEqualTo(-5);
    }

    @Test
    void downSamplingLeavesHolesEmpty() {
        var buckets = Downsampler.minMax(new long[] {0, 90}, new double[] {1, 2}, 0, 100, 10);

        assertThat(buckets.get(0).known()).isTrue();
        assertThat(buckets.get(5).known()).isFalse();
        assertThat(buckets.get(9).max()).isEqualTo(2);
    }
}
