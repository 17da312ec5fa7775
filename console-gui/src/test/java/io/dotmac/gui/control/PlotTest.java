package io.dotmac.gui.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.fleet.Severity;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PlotTest {
    private static Plot plot(double threshold, double... values) {
        double[] at = new double[values.length];
        Arrays.setAll(at, index -> 100 + index);
        return new Plot(at, values, 100, 100 + values.length, threshold, "warning 10 s", Severity.MINOR, Severity.OK);
    }

    @Test
    void topHoldsTheThresholdAndTheWorstValue() {
        assertThat(plot(10, 0.3).top()).isEqualTo(20);
        assertThat(plot(10, 18.4).top()).isEqualTo(40);
        assertThat(plot(Double.NaN, Double.NaN).top()).isEqualTo(1);
    }

    @Test
    void holesPartTheLine() {
        Thinned thin = Thinned.of(plot(10, 1, 2, Double.NaN, Double.NaN, 3), 100);

        assertThat(thin.runs()).hasSize(2);
        assertThat(thin.value()).containsExactly(1, 2, 3);
    }

    @Test
    void peaksSurviveThinning() {
        double[] values = new double[10_000];
        values[4_321] = 77;

        Thinned thin = Thinned.of(plot(10, values), 50);

        assertThat(thin.value()).hasSizeLessThanOrEqualTo(102).contains(77.0);
    }

    @Test
    void nothingIsNearAHole() {
        assertThat(plot(10, 1, Double.NaN).near(101, 0.5)).isNaN();
        assertThat(plot(10, 1, 2).near(100.9, 0.5)).isEqualTo(2);
    }
}
