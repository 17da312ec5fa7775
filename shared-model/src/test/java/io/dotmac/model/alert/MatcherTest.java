package io.dotmac.model.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatcherTest {
    @Test
    void labelIsComparedWithAllOfTheValueAndAnAbsentOneIsEmpty() {
        assertThat(Matcher.equal("node", "edge-1").matches(Map.of("node", "edge-1")))
                .isTrue();
        assertThat(matcher("edge", true).matches(Map.of("node", "edge-1"))).isFalse();
        assertThat(matcher("edge-.*", true).matches(Map.of("node", "edge-1"))).isTrue();
        assertThat(matcher("edge-.*", false).matches(Map.of("node", "edge-1"))).isFalse();
        assertThat(matcher("edge-.*", false).matches(Map.of())).isTrue();
        assertThatThrownBy(() -> matcher("(", true)).hasMessage("value ( is no regular expression");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(.*a){40}b", "(.*)(.*)(.*)(.*)(.*)b", "(a+)+\\1b", "(.*)*\\1Y"})
    void expressionThatNeverEndsHoldsForNothingAndIsKnownAsSuch(String endless) {
        Map<String, String> label = Map.of("node", "a".repeat(200) + "!");

        assertThat(matcher(endless, true).matches(label)).isFalse();
        assertThat(matcher(endless, false).matches(label)).isFalse();
        assertThat(matcher(endless, true).isEndless()).isTrue();
    }

    @Test
    void expressionThatNeedsMoreStackThanThereIsHoldsForNothing() {
        assertThat(matcher("(a|b|c|d)*x", true).matches(Map.of("node", "abcd".repeat(20_000))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"edge-[0-9]+", "(north|south)-.*", ".*", "(?i)olt-\\d{1,3}", "a*b*c*"})
    void usualExpressionsComeToAnEnd(String usual) {
        assertThat(matcher(usual, true).isEndless()).isFalse();
    }

    private static Matcher matcher(String value, boolean isEqual) {
        return new Matcher("node", value, true, isEqual);
    }
}
