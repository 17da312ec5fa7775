package io.dotmac.console.filter;

import java.util.regex.Pattern;

/// One condition of a [Filter].
public sealed interface Term {
    /// Some column contains `words`, without regard to case.
    ///
    /// @param words lower case
    record Word(String words) implements Term {}

    /// Some column matches `pattern`.
    ///
    /// @param pattern searched for
    record Regex(Pattern pattern) implements Term {}

    /// The row belongs to an ISP.
    ///
    /// @param slug of the tenant
    record Tenant(String slug) implements Term {}

    /// `term` does not hold.
    ///
    /// @param term negated
    record Not(Term term) implements Term {}

    /// A field compares with a value.
    ///
    /// @param field id of a column, as typed
    /// @param operator between them
    /// @param value as typed
    /// @param position of the field in the text
    /// @param valuePosition of the value in the text
    record Compare(String field, Operator operator, String value, int position, int valuePosition) implements Term {}

    /// How a field compares.
    enum Operator {
        /// `=`
        EQUAL("="),
        /// `!=`
        UNEQUAL("!="),
        /// `>=`
        AT_LEAST(">="),
        /// `<=`
        AT_MOST("<="),
        /// `>`
        MORE(">"),
        /// `<`
        LESS("<");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        /// As it is typed.
        public String sign() {
            return sign;
        }

        /// Whether it asks for an order.
        public boolean ordered() {
            return this != EQUAL && this != UNEQUAL;
        }

        /// Whether the operator holds for the outcome of `compareTo`.
        public boolean holds(int comparison) {
            return switch (this) {
                case EQUAL -> comparison == 0;
                case UNEQUAL -> comparison != 0;
                case AT_LEAST -> comparison >= 0;
                case AT_MOST -> comparison <= 0;
                case MORE -> comparison > 0;
                case LESS -> comparison < 0;
            };
        }
    }
}
