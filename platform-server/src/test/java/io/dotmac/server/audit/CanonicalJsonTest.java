package io.dotmac.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
    /// The example of RFC 8785, 3.2.2 to 3.2.4.
    @Test
    void exampleOfTheStandardComesOut() {
        String input = """
                {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                 "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/", "literals": [null, true, false]}
                """;

        assertThat(CanonicalJson.of(Json.read(input, JsonNode.class)))
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void keysStandInTheOrderOfTheirCodeUnits() {
        String input = "{\"\u20ac\":1,\"\\r\":2,\"\ufb33\":3,\"1\":4,\"\ud83d\ude00\":5,\"\u0080\":6,\"\u00f6\":7}";

        assertThat(CanonicalJson.of(Json.read(input, JsonNode.class)))
                .isEqualTo(
                        "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"\u00f6\":7,\"\u20ac\":1,\"\ud83d\ude00\":5,\"\ufb33\":3}");
    }

    /// Appendix B of the standard.
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "5e-324, 5e-324",
        "-5e-324, -5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "9007199254740992, 9007199254740992",
        "295147905179352830000.0, 295147905179352830000",
        "9.999999999999997e22, 9.999999999999997e+22",
        "1e23, 1e+23",
        "1e21, 1e+21",
        "999999999999999900000.0, 999999999999999900000",
        "0.000001, 0.000001",
        "0.0000001, 1e-7",
        "333333333.3333332, 333333333.3333332",
        "-0.0000033333333333333333, -0.0000033333333333333333",
        "9007199254740993, '\"9007199254740993\"'"
    })
    void numbersAreThoseOfEcmaScript(String input, String expected) {
        assertThat(CanonicalJson.of(Json.read(input, JsonNode.class))).isEqualTo(expected);
    }

    @Test
    void halfASurrogatePairIsReplaced() {
        assertThat(CanonicalJson.quoted("a\ud800b")).isEqualTo("\"a\ufffdb\"");
    }
}
