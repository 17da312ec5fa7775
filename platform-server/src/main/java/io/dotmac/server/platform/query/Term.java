package io.dotmac.server.platform.query;

import java.util.List;

/// One condition of a filter; all conditions of a filter hold together.
///
/// @param field name
/// @param operator how it is compared
/// @param values with which: any one of them may match; empty for "has no value"
public record Term(String field, Operator operator, List<String> values) {
    /// Copies the values.
    public Term {
        values = List.copyOf(values);
    }

    /// How a field is compared.
    public enum Operator {
        /// Not any of the values; without values: has a value.
        UNEQUAL("!="),
        /// At least.
        AT_LEAST(">="),
        /// At most.
        AT_MOST("<="),
        /// Any of the values; without values: has none.
        EQUAL("="),
        /// Greater.
        MORE(">"),
        /// Less.
        LESS("<"),
        /// Contains, upper and lower case alike.
        CONTAINS("~");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        /// As it is written.
        public String sign() {
            return sign;
        }
    }
}
