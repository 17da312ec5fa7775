package io.dotmac.console.filter;

import io.dotmac.console.filter.Term.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Reads the text of a filter from left to right.
final class FilterParser {
    private static final int MAX_LENGTH = 1_000;
    private static final List<Operator> OPERATORS = List.of(
            Operator.UNEQUAL, Operator.AT_LEAST, Operator.AT_MOST, Operator.EQUAL, Operator.MORE, Operator.LESS);

    private final String text;
    private int at;

    FilterParser(String text) {
        this.text = text;
    }

    FilterResult parse() {
        if (text.length() > MAX_LENGTH) {
            return new FilterError(MAX_LENGTH, "filter has " + text.length() + " characters, at most " + MAX_LENGTH);
        }
        try {
            List<Term> terms = new ArrayList<>();
            while (skipBlanks()) {
                terms.add(term());
            }
            return new Filter(text, terms);
        } catch (Wrong e) {
            return new FilterError(e.position, e.reason);
        }
    }

    private boolean skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length();
    }

    private Term term() throws Wrong {
        int start = at;
        char first = text.charAt(at);
        if (first == '!') {
            at++;
            if (at >= text.length() || Character.isWhitespace(text.charAt(at))) {
                throw new Wrong(start, "nothing after !, must be followed by a term, for example !standby");
            }
            return new Term.Not(term());
        }
        if (first == '/') {
            return slash();
        }
        if (first == '@') {
            at++;
            String slug = value(start, "a tenant after @, for example @northnet");
            return new Term.Tenant(slug.toLowerCase(Locale.ROOT));
        }
        return wordOrComparison();
    }

    /// `/regex/` when a slash closes it before a blank or the end, else `/text`.
    private Term slash() throws Wrong {
        int start = at;
        at++;
        int close = closing(at);
        if (close < 0) {
            return new Term.Word(
                    value(start, "text after /, for example /redis").toLowerCase(Locale.ROOT));
        }
        String pattern = text.substring(at, close);
        at = close + 1;
        if (pattern.isEmpty()) {
            throw new Wrong(start, "regular expression is empty, must be like /lag-db-[0-9]+/");
        }
        try {
            return new Term.Regex(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
        } catch (PatternSyntaxException e) {
            throw new Wrong(
                    start + 1 + Math.max(0, e.getIndex()), "regular expression is wrong: " + e.getDescription());
        }
    }

    private int closing(int from) {
        for (int i = from; i < text.length(); i++) {
            boolean ends = i + 1 == text.length() || Character.isWhitespace(text.charAt(i + 1));
            if (text.charAt(i) == '/' && text.charAt(i - 1) != '\\' && ends) {
                return i;
            }
        }
        return -1;
    }

    private Term wordOrComparison() throws Wrong {
        int start = at;
        int end = start;
        while (end < text.length() && isName(text.charAt(end))) {
            end++;
        }
        for (Operator operator : OPERATORS) {
            if (text.startsWith(operator.sign(), end)) {
                String field = text.substring(start, end);
                if (field.isEmpty()) {
                    throw new Wrong(start, "nothing before " + operator.sign() + ", must be a field like lag>10s");
                }
                at = end + operator.sign().length();
                int valueAt = at;
                String value = value(at, "a value after " + field + operator.sign());
                return new Term.Compare(field, operator, value, start, valueAt);
            }
        }
        return new Term.Word(value(start, "a word").toLowerCase(Locale.ROOT));
    }

    private static boolean isName(char sign) {
        return Character.isLetterOrDigit(sign) || sign == '-' || sign == '_' || sign == '.';
    }

    /// Up to the next blank, or what stands between quotes.
    private String value(int position, String wanted) throws Wrong {
        if (at < text.length() && text.charAt(at) == '"') {
            int close = text.indexOf('"', at + 1);
            if (close < 0) {
                throw new Wrong(at, "quote is not closed");
            }
            String quoted = text.substring(at + 1, close);
            at = close + 1;
            return quoted;
        }
        int end = at;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        if (end == at) {
            throw new Wrong(position, "nothing there, must be " + wanted);
        }
        String plain = text.substring(at, end);
        at = end;
        return plain;
    }

    /// Leaves the parser early; never leaves this class.
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;
        private final int position;
        private final String reason;

        Wrong(int position, String message) {
            super(message, null, false, false);
            this.position = position;
            reason = message;
        }
    }
}
