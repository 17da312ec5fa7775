package io.dotmac.packaging.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SlopeTest {
    @Test
    void lineIsFoundWithoutError() {
        Slope.Fit fit = of(0, 1, 3, 2, 6, 3, 9, 4).fit();

        assertThat(fit.perUnit()).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(fit.error()).isCloseTo(0, within(1e-9));
    }

    /// Worked by hand: slope 0.6, squares left 2.4, spread 10, so the error is the root of 2.4 / 3 / 10.
    @Test
    void errorIsThatOfTheTextBook() {
        Slope.Fit fit = of(1, 2, 2, 4, 3, 5, 4, 4, 5, 5).fit();

        assertThat(fit.perUnit()).isCloseTo(0.6, within(1e-9));
        assertThat(fit.error()).isCloseTo(0.2828, within(1e-4));
    }

    @Test
    void noiseIsNoGrowthButGrowthIsFoundInNoise() {
        assertThat(noisy(0).isSurelyAbove(1)).isFalse();
        assertThat(noisy(0.9).isSurelyAbove(1)).isFalse();
        assertThat(noisy(3).isSurelyAbove(1)).isTrue();
    }

    @Test
    void twoPointsAreSureOfNothing() {
        assertThat(of(0, 0, 1, 1_000).fit().isSurelyAbove(1)).isFalse();
    }

    @Test
    void unitCanBeChanged() {
        assertThat(new Slope.Fit(2, 0.5).times(60)).isEqualTo(new Slope.Fit(120, 30));
    }

    private static Slope.Fit noisy(double slope) {
        Random random = new Random(42);
        Slope points = new Slope();
        for (int x = 0; x < 120; x++) {
            points.add(x / 360.0, 80 + slope * x / 360.0 + random.nextGaussian() / 4);
        }
        return points.fit();
    }

    private static Slope of(double... pairs) {
        Slope slope = new Slope();
        for (int index = 0; index < pairs.length; index += 2) {
            slope.add(pairs[index], pairs[index + 1]);
        }
        return slope;
    }
}
