package io.dotmac.server.platform.query;

import io.dotmac.server.platform.query.ListSpec.Field;
import io.dotmac.server.platform.query.Term.Operator;
import io.dotmac.server.platform.query.ValueType.Base;
import java.util.ArrayList;
import java.util.List;

/// Reads a filter: terms `field operator value` parted by blanks, for example
/// `status=active,suspended created_at>=2026-03-01 name~"van Dyk"`. It is the language of the consoles' comparisons.
final class FilterReader {
    private static final int MAX_LENGTH = 1_000;
    private static final int MAX_TERMS = 20;
    private static final int MAX_VALUES = 50;

    private final String text;
    private final ListSpec spec;
    private int at;

    FilterReader(String text, ListSpec spec) {
        this.text = text;
        this.spec = spec;
    }

    /// The terms, or [BadQuery].
    List<Term> read() {
        if (text.length() > MAX_LENGTH) {
            throw wrong("has " + text.length() + " characters, at most " + MAX_LENGTH);
        }
        List<Term> terms = new ArrayList<>();
        while (skipBlanks()) {
            terms.add(term());
            if (terms.size() > MAX_TERMS) {
                throw wrong("has more than " + MAX_TERMS + " terms");
            }
        }
        return terms;
    }

    private boolean skipBlanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at < text.length();
    }

    private Term term() {
        String name = name();
        Field field = spec.fields().get(name);
        if (field == null || !field.filterable()) {
            throw wrong("names " + Shown.of(name) + ", must be one of " + String.join(", ", spec.filterable()));
        }
        Operator operator = operator(name);
        List<String> values = values(name, field.type(), operator);
        check(name, field.type(), operator, values);
        return new Term(name, operator, values);
    }

    private String name() {
        int start = at;
        while (at < text.length() && "_abcdefghijklmnopqrstuvwxyz0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at == start) {
            throw wrong("has " + Shown.of(text.substring(at, at + 1)) + " at position " + (at + 1)
                    + ", must be a field's name there, for example "
                    + spec.filterable().getFirst() + "=...");
        }
        return text.substring(start, at);
    }

    private Operator operator(String name) {
        for (Operator operator : Operator.values()) {
            if (text.startsWith(operator.sign(), at)) {
                at += operator.sign().length();
                return operator;
            }
        }
        throw wrong("has no operator after " + name + ", must be one of = != > >= < <= ~");
    }

    private List<String> values(String name, ValueType type, Operator operator) {
        List<String> values = new ArrayList<>();
        if (at >= text.length() || text.charAt(at) == ' ') {
            return values;
        }
        boolean more = true;
        while (more) {
            String value = value();
            if (operator != Operator.CONTAINS || type.base() != Base.TEXT) {
                type.fault(value).ifPresent(fault -> {
                    throw wrong(name + " " + fault);
                });
            }
            values.add(type.canonical(value));
            more = at < text.length() && text.charAt(at) == ',';
            at += more ? 1 : 0;
        }
        if (values.size() > MAX_VALUES) {
            throw wrong(name + " has " + values.size() + " values, at most " + MAX_VALUES);
        }
        return values;
    }

    private String value() {
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        int start = at;
        while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != ',') {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
            at++;
        }
        if (at >= text.length()) {
            throw wrong("has a quotation mark that is not closed");
        }
        at++;
        return value.toString();
    }

    private static void check(String name, ValueType type, Operator operator, List<String> values) {
        boolean equality = operator == Operator.EQUAL || operator == Operator.UNEQUAL;
        if (!equality && values.size() != 1) {
            throw wrong(name + " has " + values.size() + " values, must have one after " + operator.sign());
        }
        boolean words = type.base() == Base.TEXT || type.base() == Base.CHOICE;
        if (operator == Operator.CONTAINS && !words) {
            throw wrong(name + " has operator ~, which is for texts");
        }
        boolean unordered = type.base() == Base.FLAG || type.base() == Base.UUID || type.base() == Base.CHOICE;
        if (!equality && operator != Operator.CONTAINS && unordered) {
            throw wrong(name + " has operator " + operator.sign() + ", must be = or !=");
        }
    }

    private static BadQuery wrong(String message) {
        return new BadQuery("filter", message);
    }
}
