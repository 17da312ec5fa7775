package io.dotmac.server.platform.openapi;

import static io.dotmac.server.platform.openapi.Schemas.ordered;

import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Declaration;
import io.dotmac.server.platform.http.Declaration.KeyUse;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Parameter.Place;
import io.dotmac.server.platform.http.RateClass;
import io.dotmac.server.platform.http.Reply;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What follows from a declaration: parameters, refusals, who may call.
final class Operations {
    private Operations() {}

    static Optional<String> description(Route route) {
        List<String> lines = new ArrayList<>();
        if (route.access() instanceof Access.Needs(var permission)) {
            lines.add("Needs permission `" + permission.text() + "`.");
        }
        if (route.access() instanceof Access.Agents) {
            lines.add("For agents.");
        }
        Declaration declaration = route.declaration();
        if (declaration.rate() != RateClass.NONE) {
            lines.add("Counted as `"
                    + declaration.rate().name().toLowerCase(Locale.ROOT).replace('_', '-') + "`.");
        }
        if (declaration.cachedAs().isPresent()) {
            lines.add("Answers are kept for five minutes, until something changes them.");
        }
        declaration.flag().ifPresent(flag -> lines.add("Only where feature `" + flag + "` is on."));
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", lines));
    }

    static List<Map<String, Object>> parameters(Route route) {
        List<Map<String, Object>> all = new ArrayList<>();
        Declaration declaration = route.declaration();
        for (String name : route.pathParameters()) {
            Optional<Parameter> declared = declaration.parameters().stream()
                    .filter(one -> one.place() == Place.PATH && one.name().equals(name))
                    .findAny();
            ValueType type = declared.map(Parameter::type).orElse(ValueType.UUID);
            all.add(parameter(
                    name, "path", true, declared.map(Parameter::summary).orElse(""), schema(type)));
        }
        declaration.parameters().stream()
                .filter(one -> one.place() == Place.QUERY)
                .forEach(one ->
                        all.add(parameter(one.name(), "query", one.required(), one.summary(), schema(one.type()))));
        if (declaration.reply() instanceof Reply.Many many) {
            all.addAll(list(many.spec()));
        }
        if (declaration.key() != KeyUse.IGNORED) {
            all.add(parameter(
                    "Idempotency-Key",
                    "header",
                    declaration.key() == KeyUse.REQUIRED,
                    "the same key again has no second effect",
                    ordered("type", "string", "maxLength", 128)));
        }
        if (declaration.versioned()) {
            all.add(
                    route.isRead()
                            ? parameter("If-None-Match", "header", false, "an ETag: 304 while it holds", text())
                            : parameter("If-Match", "header", true, "the ETag of what is changed", text()));
        }
        return all;
    }

    static SortedSet<Integer> refusals(Route route) {
        Declaration declaration = route.declaration();
        SortedSet<Integer> statuses = new TreeSet<>(declaration.refusals());
        statuses.addAll(List.of(400, 403, 406, 414, 500, 503, 504));
        if (!(route.access() instanceof Access.Open)) {
            statuses.add(401);
        }
        boolean namesThings = !route.pathParameters().isEmpty()
                || !declaration.parameters().isEmpty()
                || declaration.request().isPresent();
        if (namesThings || declaration.flag().isPresent()) {
            statuses.add(404);
        }
        if (declaration.request().isPresent()) {
            statuses.addAll(List.of(413, 415));
        }
        if (declaration.rate() != RateClass.NONE) {
            statuses.add(429);
        }
        if (declaration.key() != KeyUse.IGNORED) {
            statuses.addAll(List.of(409, 422));
        }
        if (declaration.versioned()) {
            statuses.addAll(route.isRead() ? List.of(304) : List.of(412, 428));
        }
        return statuses;
    }

    static List<Map<String, Object>> security(Route route) {
        if (route.access() instanceof Access.Open) {
            return List.of();
        }
        if (route.access() instanceof Access.Agents) {
            return List.of(Map.of("bearer", List.of()));
        }
        return List.of(Map.of("bearer", List.of()), Map.of("api_key", List.of()), Map.of("cookie", List.of()));
    }

    private static List<Map<String, Object>> list(ListSpec spec) {
        List<Map<String, Object>> all = new ArrayList<>();
        Map<String, Object> limit =
                ordered("type", "integer", "minimum", 1, "maximum", spec.maxLimit(), "default", spec.limit());
        all.add(parameter("limit", "query", false, "most rows of the page", limit));
        all.add(parameter("cursor", "query", false, "from `links.next`, as it is", text()));
        all.add(parameter(
                "sort",
                "query",
                false,
                "fields parted by commas, `-` in front for descending: " + String.join(", ", spec.sortable()),
                text()));
        if (!spec.filterable().isEmpty()) {
            all.add(parameter(
                    "filter",
                    "query",
                    false,
                    "terms parted by blanks, such as `field=value,other field>=value field~part`: "
                            + String.join(", ", spec.filterable()),
                    ordered("type", "string", "maxLength", 1_000)));
        }
        all.add(parameter("fields", "query", false, "the only attributes wanted, parted by commas", text()));
        return all;
    }

    private static Map<String, Object> parameter(
            String name, String place, boolean required, String summary, Map<String, Object> schema) {
        Map<String, Object> parameter = ordered("name", name, "in", place, "required", required);
        if (!summary.isEmpty()) {
            parameter.put("description", summary);
        }
        parameter.put("schema", schema);
        return parameter;
    }

    private static Map<String, Object> text() {
        return Map.of("type", "string");
    }

    private static Map<String, Object> schema(ValueType type) {
        return switch (type.base()) {
            case TEXT -> ordered("type", "string", "maxLength", type.max());
            case CHOICE -> ordered("type", "string", "enum", type.allowed());
            case UUID -> ordered("type", "string", "format", "uuid");
            case WHOLE ->
                type.min() == Long.MIN_VALUE
                        ? ordered("type", "integer", "format", "int64")
                        : ordered("type", "integer", "minimum", type.min(), "maximum", type.max());
            case DECIMAL -> ordered("type", "number");
            case TIME -> ordered("type", "string", "format", "date-time");
            case DATE -> ordered("type", "string", "format", "date");
            case FLAG -> ordered("type", "boolean");
        };
    }
}
