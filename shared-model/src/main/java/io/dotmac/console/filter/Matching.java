package io.dotmac.console.filter;

import io.dotmac.console.filter.Term.Compare;
import io.dotmac.console.resource.Column;
import io.dotmac.console.resource.Kind;
import io.dotmac.console.resource.ResourceView;
import io.dotmac.model.fleet.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Turns terms into predicates on the rows of one table.
final class Matching {
    private Matching() {}

    static <R> Predicate<R> all(List<Term> terms, ResourceView<R> view) {
        List<Predicate<R>> conditions =
                terms.stream().map(term -> Matching.<R>condition(term, view)).toList();
        return row -> {
            for (Predicate<R> condition : conditions) {
                if (!condition.test(row)) {
                    return false;
                }
            }
            return true;
        };
    }

    static Optional<FilterError> problem(Term term, ResourceView<?> view) {
        return switch (term) {
            case Term.Not(Term inner) -> problem(inner, view);
            case Compare compare -> problem(compare, view);
            case Term.Word word -> Optional.empty();
            case Term.Regex regex -> Optional.empty();
            case Term.Tenant tenant -> Optional.empty();
        };
    }

    private static Optional<FilterError> problem(Compare compare, ResourceView<?> view) {
        Optional<? extends Column<?>> column = column(compare.field(), view);
        if (column.isEmpty()) {
            String fields = view.columns().stream().map(Column::id).collect(Collectors.joining(", "));
            return Optional.of(new FilterError(
                    compare.position(),
                    view.id() + " have no field " + compare.field() + ", must be one of " + fields));
        }
        Kind kind = column.get().kind();
        if (kind == Kind.SEVERITY) {
            return severity(compare.value()).isPresent()
                    ? Optional.empty()
                    : Optional.of(new FilterError(
                            compare.valuePosition(),
                            compare.value() + " is no severity, must be one of ok, maintenance, info, stale, minor, "
                                    + "major, critical"));
        }
        if (kind == Kind.TEXT) {
            return compare.operator().ordered()
                    ? Optional.of(new FilterError(
                            compare.position(), compare.field() + " is text, must be compared with = or !="))
                    : Optional.empty();
        }
        return Quantity.parse(compare.value(), kind).isPresent()
                ? Optional.empty()
                : Optional.of(new FilterError(
                        compare.valuePosition(), compare.value() + " does not fit, must be " + Quantity.allowed(kind)));
    }

    private static <R> Predicate<R> condition(Term term, ResourceView<R> view) {
        return switch (term) {
            case Term.Word(String words) -> anyColumn(view, text -> containsIgnoreCase(text, words));
            case Term.Regex(Pattern pattern) ->
                anyColumn(view, text -> pattern.matcher(text).find());
            case Term.Tenant(String slug) -> row -> view.tenant(row).equalsIgnoreCase(slug);
            case Term.Not(Term inner) -> Matching.<R>condition(inner, view).negate();
            case Compare compare -> comparison(compare, view);
        };
    }

    private static <R> Predicate<R> anyColumn(ResourceView<R> view, Predicate<String> holds) {
        // Ages change by themselves, so words are not looked for in numbers of that kind.
        List<Column<R>> columns = view.columns().stream()
                .filter(column -> column.kind() != Kind.AGE)
                .toList();
        return row -> {
            for (Column<R> column : columns) {
                if (holds.test(column.text(row))) {
                    return true;
                }
            }
            return false;
        };
    }

    private static <R> Predicate<R> comparison(Compare compare, ResourceView<R> view) {
        Column<R> column = column(compare.field(), view).orElseThrow();
        if (column.kind() == Kind.SEVERITY) {
            Severity wanted = severity(compare.value()).orElseThrow();
            return row -> compare.operator().holds(view.severity(row).compareTo(wanted));
        }
        if (column.kind() == Kind.TEXT) {
            Pattern wanted = wildcard(compare.value());
            boolean equal = compare.operator() == Term.Operator.EQUAL;
            return row -> wanted.matcher(column.text(row)).matches() == equal;
        }
        double wanted = Quantity.parse(compare.value(), column.kind()).orElseThrow();
        // What is not known is neither more nor less than anything.
        return row -> column.number(row)
                .filter(value -> compare.operator().holds(Double.compare(value, wanted)))
                .isPresent();
    }

    private static <R> Optional<Column<R>> column(String field, ResourceView<R> view) {
        return view.column(field.equalsIgnoreCase("sev") ? "severity" : field);
    }

    private static Optional<Severity> severity(String name) {
        String wanted = name.toUpperCase(Locale.ROOT);
        for (Severity severity : Severity.values()) {
            if (severity.name().equals(wanted)) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }

    private static Pattern wildcard(String value) {
        String pattern =
                Pattern.compile("\\*").splitAsStream(value).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(
                value.endsWith("*") ? pattern + ".*" : pattern, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    private static boolean containsIgnoreCase(String text, String lowerCaseWords) {
        int last = text.length() - lowerCaseWords.length();
        for (int at = 0; at <= last; at++) {
            if (text.regionMatches(true, at, lowerCaseWords, 0, lowerCaseWords.length())) {
                return true;
            }
        }
        return false;
    }
}
