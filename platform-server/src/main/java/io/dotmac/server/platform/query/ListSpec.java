package io.dotmac.server.platform.query;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a list offers: its key, the fields it can be filtered and sorted by, its usual order, the size of its pages.
///
/// @param key name of the field that is unique in the list and ends every order
/// @param fields by name, the key among them
/// @param order the usual one, without the key
/// @param limit rows of a page unless asked otherwise
/// @param maxLimit most rows of a page
public record ListSpec(String key, Map<String, Field> fields, List<Order> order, int limit, int maxLimit) {
    private static final int LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    /// Copies what it holds.
    public ListSpec {
        fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        order = List.copyOf(order);
    }

    /// One field.
    ///
    /// @param type of its values
    /// @param sortable whether the list can be ordered by it; then it has a value in every row
    /// @param filterable whether the list can be filtered by it
    public record Field(ValueType type, boolean sortable, boolean filterable) {}

    /// One step of an order.
    ///
    /// @param field name
    /// @param descending greatest first
    public record Order(String field, boolean descending) {
        /// `-name` for descending.
        public String text() {
            return descending ? "-" + field : field;
        }

        /// Reads what [#text()] writes.
        static Order of(String text) {
            return text.startsWith("-") ? new Order(text.substring(1), true) : new Order(text, false);
        }
    }

    /// A list whose rows `key` tells apart, in the order of that key.
    public static ListSpec keyed(String key, ValueType type) {
        return new ListSpec(key, Map.of(key, new Field(type, true, true)), List.of(), LIMIT, MAX_LIMIT);
    }

    /// The same with a field to filter and sort by. A column that may be null is not sortable.
    public ListSpec sortable(String name, ValueType type) {
        return with(name, new Field(type, true, true));
    }

    /// The same with a field to filter by.
    public ListSpec filterable(String name, ValueType type) {
        return with(name, new Field(type, false, true));
    }

    /// The same in another usual order, for example `-created_at`.
    public ListSpec orderedBy(String... names) {
        List<Order> steps = java.util.Arrays.stream(names).map(Order::of).toList();
        steps.forEach(step -> {
            if (!Optional.ofNullable(fields.get(step.field()))
                    .map(Field::sortable)
                    .orElse(false)) {
                throw new IllegalArgumentException("order names " + step.field() + ", which is not sortable");
            }
        });
        return new ListSpec(key, fields, steps, limit, maxLimit);
    }

    /// The same without filters: what it shows is not kept in a table.
    public ListSpec unfiltered() {
        Map<String, Field> bare = new LinkedHashMap<>();
        fields.forEach((name, field) -> bare.put(name, new Field(field.type(), field.sortable(), false)));
        return new ListSpec(key, bare, order, limit, maxLimit);
    }

    /// Names of the fields to sort by.
    public List<String> sortable() {
        return names(Field::sortable);
    }

    /// Names of the fields to filter by.
    public List<String> filterable() {
        return names(Field::filterable);
    }

    private List<String> names(java.util.function.Predicate<Field> which) {
        return fields.entrySet().stream()
                .filter(one -> which.test(one.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private ListSpec with(String name, Field field) {
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("field is " + name + ", must be in lower case with underscores");
        }
        Map<String, Field> more = new LinkedHashMap<>(fields);
        more.put(name, field);
        return new ListSpec(key, more, order, limit, maxLimit);
    }
}
