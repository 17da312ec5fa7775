package io.dotmac.server.platform.query;

import io.dotmac.server.platform.query.ListSpec.Order;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The SQL of one page. Every value is bound, and names come from the list's own declaration, so nothing that a caller
/// sends becomes SQL:
/// ```java
/// ListSql sql = ListSql.of(query, Map.of("status", "c.status"));
/// handle.createQuery("select ... from customers c where " + sql.condition() + sql.tail()).bindMap(sql.values())
/// ```
///
/// @param condition filter and cursor; `true` where there is neither
/// @param tail ` order by ... limit ...`
/// @param values by the names in the condition
public record ListSql(String condition, String tail, Map<String, Object> values) {
    /// Copies the values.
    public ListSql {
        values = Map.copyOf(values);
    }

    /// For a list whose columns are named like its fields.
    public static ListSql of(ListQuery query) {
        return of(query, Map.of());
    }

    /// For a list some of whose columns are named otherwise.
    ///
    /// @param columns expressions of the fields that are not named like their columns
    public static ListSql of(ListQuery query, Map<String, String> columns) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<String> conditions = new ArrayList<>();
        for (Term term : query.terms()) {
            conditions.add(condition(query.spec(), columns, term, values));
        }
        if (!query.after().isEmpty()) {
            conditions.add(after(query, columns, values));
        }
        String order = query.order().stream()
                .map(step -> column(columns, step.field()) + (step.descending() ? " desc" : ""))
                .collect(Collectors.joining(", "));
        String condition = conditions.isEmpty() ? "true" : String.join(" and ", conditions);
        return new ListSql(condition, " order by " + order + " limit " + query.lookFor(), values);
    }

    private static String condition(ListSpec spec, Map<String, String> columns, Term term, Map<String, Object> values) {
        String column = column(columns, term.field());
        String type = type(spec, term.field());
        if (term.operator() == Term.Operator.CONTAINS) {
            String escaped = term.values().getFirst().replaceAll("([\\\\%_])", "\\\\$1");
            return column + " ilike " + bind(values, "%" + escaped + "%", "text");
        }
        if (term.values().isEmpty()) {
            return column + (term.operator() == Term.Operator.EQUAL ? " is null" : " is not null");
        }
        String bound =
                term.values().stream().map(value -> bind(values, value, type)).collect(Collectors.joining(", "));
        return switch (term.operator()) {
            case EQUAL -> column + " in (" + bound + ")";
            case UNEQUAL -> "(" + column + " is null or " + column + " not in (" + bound + "))";
            case AT_LEAST, AT_MOST, MORE, LESS, CONTAINS ->
                column + " " + term.operator().sign() + " " + bound;
        };
    }

    /// Rows behind the last one: one comparison of rows where all steps go the same way, which an index serves.
    private static String after(ListQuery query, Map<String, String> columns, Map<String, Object> values) {
        List<Order> order = query.order();
        List<String> names =
                order.stream().map(step -> column(columns, step.field())).toList();
        List<String> bound = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            String type = type(query.spec(), order.get(i).field());
            bound.add(bind(values, query.after().get(i), type));
        }
        boolean descending = order.getFirst().descending();
        if (order.stream().allMatch(step -> step.descending() == descending)) {
            return "(" + String.join(", ", names) + ") " + (descending ? "<" : ">") + " (" + String.join(", ", bound)
                    + ")";
        }
        List<String> choices = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            List<String> steps = new ArrayList<>();
            for (int same = 0; same < i; same++) {
                steps.add(names.get(same) + " = " + bound.get(same));
            }
            steps.add(names.get(i) + (order.get(i).descending() ? " < " : " > ") + bound.get(i));
            choices.add("(" + String.join(" and ", steps) + ")");
        }
        return "(" + String.join(" or ", choices) + ")";
    }

    private static String bind(Map<String, Object> values, String value, String type) {
        String name = "list_" + values.size();
        values.put(name, value);
        return "cast(:" + name + " as " + type + ")";
    }

    private static String type(ListSpec spec, String field) {
        ListSpec.Field known = spec.fields().get(field);
        if (known == null) {
            throw new IllegalArgumentException("list has no field " + field);
        }
        return known.type().base().sql();
    }

    private static String column(Map<String, String> columns, String field) {
        return columns.getOrDefault(field, field);
    }
}
