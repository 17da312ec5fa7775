package io.dotmac.model.alert;

import io.dotmac.model.Check;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A condition on a label; an absent label counts as empty.
///
/// @param name of the label
/// @param value it is compared with
/// @param isRegex whether `value` is a regular expression for all of the label
/// @param isEqual whether the label must match, or must not
public record Matcher(String name, String value, boolean isRegex, boolean isEqual) {
    /// Refuses what is no regular expression.
    public Matcher {
        Check.name("name", name, 128);
        if (value.length() > 500) {
            throw new IllegalArgumentException("value has " + value.length() + " characters, at most 500");
        }
        if (isRegex) {
            try {
                Pattern.compile(value);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("value " + value + " is no regular expression", e);
            }
        }
    }

    /// Whether a label has exactly that value.
    public static Matcher equal(String name, String value) {
        return new Matcher(name, value, false, true);
    }

    /// Whether it holds for these labels. An expression that never comes to an end holds for none.
    public boolean matches(Map<String, String> labels) {
        String found = labels.getOrDefault(name, "");
        if (!isRegex) {
            return found.equals(value) == isEqual;
        }
        return Expression.of(value)
                .matches(found)
                .filter(same -> same == isEqual)
                .isPresent();
    }

    /// Whether it is an expression that never comes to an end on some text.
    public boolean isEndless() {
        return isRegex && Expression.isEndless(value);
    }

    /// Refuses matchers that somebody asks for and that would never come to an end.
    public static void checkEnd(List<Matcher> wanted) {
        wanted.stream().filter(Matcher::isEndless).findFirst().ifPresent(endless -> {
            throw new IllegalArgumentException("matchers have " + endless.text()
                    + ", which may be tried for ever; must not repeat what repeats itself");
        });
    }

    /// As it is written, `name=~"value"`.
    public String text() {
        String sign = isEqual ? isRegex ? "=~" : "=" : isRegex ? "!~" : "!=";
        return name + sign + "\"" + value + "\"";
    }
}
