package io.dotmac.server.platform.query;

import io.dotmac.server.platform.query.ListSpec.Field;
import io.dotmac.server.platform.query.ListSpec.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/// What a caller asks of a list, checked against what the list offers.
public final class ListQuery {
    /// The parameters that every list has.
    public static final Set<String> PARAMETERS = Set.of("limit", "cursor", "sort", "filter", "fields");

    private static final int MAX_SORT = 4;

    private final ListSpec spec;
    private final int limit;
    private final List<Order> order;
    private final List<Term> terms;
    private final List<String> after;
    private final String scope;
    private final Cursors cursors;

    private ListQuery(
            ListSpec spec,
            int limit,
            List<Order> order,
            List<Term> terms,
            List<String> after,
            String scope,
            Cursors cursors) {
        this.spec = spec;
        this.limit = limit;
        this.order = order;
        this.terms = terms;
        this.after = after;
        this.scope = scope;
        this.cursors = cursors;
    }

    /// Reads the parameters, or throws [BadQuery].
    ///
    /// @param parameter value of a parameter that is there
    /// @param owner whose list it is, for example a tenant's id and the path
    public static ListQuery read(
            ListSpec spec, Function<String, Optional<String>> parameter, String owner, Cursors cursors) {
        ValueType limits = ValueType.whole(1, spec.maxLimit());
        int limit = parameter
                .apply("limit")
                .map(text -> {
                    limits.fault(text).ifPresent(fault -> {
                        throw new BadQuery("limit", fault);
                    });
                    return Integer.parseInt(text);
                })
                .orElse(spec.limit());
        List<Order> order = order(spec, parameter.apply("sort"));
        List<Term> terms =
                parameter.apply("filter").map(text -> filter(spec, text)).orElse(List.of());
        String scope = String.join("\n", owner, order.toString(), terms.toString());
        List<String> after =
                parameter.apply("cursor").map(text -> cursors.read(scope, text)).orElse(List.of());
        return new ListQuery(spec, limit, order, terms, after, scope, cursors);
    }

    /// Most rows of the page.
    public int limit() {
        return limit;
    }

    /// How many rows to look for: one more than are shown tells whether there are more.
    public int lookFor() {
        return limit + 1;
    }

    /// The whole order; its last step is the list's key.
    public List<Order> order() {
        return order;
    }

    /// The conditions.
    public List<Term> terms() {
        return terms;
    }

    /// Values of the order's fields in the last row of the page before; empty for the first page.
    public List<String> after() {
        return after;
    }

    /// What the list offers.
    public ListSpec spec() {
        return spec;
    }

    /// Cuts the page out of what was found.
    ///
    /// @param found at most [#lookFor()] rows, in order
    /// @param value gives the value of a field of the order
    /// @param <T> the rows
    public <T> Page<T> page(List<T> found, BiFunction<T, String, Object> value) {
        if (found.size() <= limit) {
            return new Page<>(found, limit, Optional.empty());
        }
        List<T> rows = found.subList(0, limit);
        T last = rows.getLast();
        List<String> position = order.stream()
                .map(step -> value.apply(last, step.field()).toString())
                .toList();
        return new Page<>(rows, limit, Optional.of(cursors.write(scope, position)));
    }

    /// Cuts the page out of what was found, where the rows are records whose parts are named like the fields.
    public <T extends Record> Page<T> page(List<T> found) {
        return page(found, Parts::value);
    }

    /// Rows of a page, and how the list goes on.
    ///
    /// @param rows in order
    /// @param limit most rows
    /// @param next cursor of the page after it
    /// @param <T> the rows
    public record Page<T>(List<T> rows, int limit, Optional<String> next) {
        /// Copies the rows.
        public Page {
            rows = List.copyOf(rows);
        }

        /// The same page of something else.
        public <R> Page<R> map(Function<? super T, ? extends R> change) {
            return new Page<>(rows.stream().<R>map(change).toList(), limit, next);
        }
    }

    private static List<Term> filter(ListSpec spec, String text) {
        if (spec.filterable().isEmpty()) {
            throw new BadQuery("filter", "is not offered by this list");
        }
        return List.copyOf(new FilterReader(text, spec).read());
    }

    private static List<Order> order(ListSpec spec, Optional<String> sort) {
        List<Order> steps = new ArrayList<>(sort.map(text -> steps(spec, text)).orElse(spec.order()));
        if (steps.stream().noneMatch(step -> step.field().equals(spec.key()))) {
            boolean descending = !steps.isEmpty() && steps.getLast().descending();
            steps.add(new Order(spec.key(), descending));
        }
        return List.copyOf(steps);
    }

    private static List<Order> steps(ListSpec spec, String text) {
        List<Order> steps = Arrays.stream(text.split(",", -1)).map(Order::of).toList();
        for (Order step : steps) {
            Field field = spec.fields().get(step.field());
            if (field == null || !field.sortable()) {
                throw new BadQuery(
                        "sort",
                        "names " + Shown.of(step.field()) + ", must be one of " + String.join(", ", spec.sortable())
                                + ", each with - in front for descending");
            }
        }
        Set<String> names = new LinkedHashSet<>(steps.stream().map(Order::field).toList());
        if (names.size() != steps.size() || steps.size() > MAX_SORT) {
            throw new BadQuery(
                    "sort", "has " + steps.size() + " fields, must have at most " + MAX_SORT + ", each once");
        }
        return steps;
    }
}
