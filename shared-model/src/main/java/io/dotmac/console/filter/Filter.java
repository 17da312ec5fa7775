package io.dotmac.console.filter;

import io.dotmac.console.resource.ResourceView;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Which rows of a table to show. The same text means the same in every console, link and saved view.
///
/// Terms are parted by blanks, and all must hold:
/// `word` and `/word` (some column has it), `"two words"`, `/regex/`, `!term` (the term does not hold), `field=value`
/// (`*` stands for any characters), `field!=value`, `field>10`, `<`, `>=`, `<=` with the units `ms s min h d`, `%`,
/// `B kB MB GB TB`, `age<10m`, `sev>=major`, `@tenant`.
///
/// @param text as it was typed
/// @param terms all of which must hold
public record Filter(String text, List<Term> terms) implements FilterResult {
    /// Lets everything through.
    public static final Filter NONE = new Filter("", List.of());

    /// Copies the terms.
    public Filter {
        terms = List.copyOf(terms);
    }

    /// Reads a filter.
    public static FilterResult parse(String text) {
        return new FilterParser(text).parse();
    }

    /// Whether everything passes.
    public boolean isEmpty() {
        return terms.isEmpty();
    }

    /// What is wrong with this filter on one table: a field that it does not have, a unit that does not fit.
    public Optional<FilterError> problem(ResourceView<?> view) {
        return terms.stream()
                .flatMap(term -> Matching.problem(term, view).stream())
                .findFirst();
    }

    /// Which rows pass. A filter with a [#problem] lets none through.
    public <R> Predicate<R> on(ResourceView<R> view) {
        return problem(view).isPresent() ? _ -> false : Matching.all(terms, view);
    }
}
