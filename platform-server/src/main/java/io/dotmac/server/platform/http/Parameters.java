package io.dotmac.server.platform.http;

import io.dotmac.model.Json;
import io.dotmac.server.platform.http.Parameter.Place;
import io.dotmac.server.platform.query.Cursors;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ValueType;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Holds what stands in path and query against what the route declares, before its handler is called. What is not
/// declared is refused by name, so that a misspelt filter never shows everything.
final class Parameters {
    private final Cursors cursors;
    private final Map<Class<?>, Set<String>> namesByRecord = new ConcurrentHashMap<>();

    Parameters(Cursors cursors) {
        this.cursors = cursors;
    }

    void check(Call call) {
        Declaration declaration = call.route().declaration();
        if (declaration.id().isEmpty()) {
            return;
        }
        path(call, declaration);
        Map<String, List<String>> given = call.queries();
        if (!given.isEmpty()) {
            known(given, declaration);
        }
        for (Parameter parameter : declaration.parameters()) {
            if (parameter.place() == Place.QUERY) {
                query(call, parameter);
            }
        }
        if (declaration.reply() instanceof Reply.Many many) {
            String owner = call.owner() + "\n" + call.route().path() + "\n" + others(given);
            call.list(ListQuery.read(many.spec(), call::query, owner, cursors));
            call.query("fields").ifPresent(text -> call.fields(fields(many, text)));
        }
    }

    private static void path(Call call, Declaration declaration) {
        for (String name : call.route().pathParameters()) {
            ValueType type = declaration.parameters().stream()
                    .filter(one -> one.place() == Place.PATH && one.name().equals(name))
                    .map(Parameter::type)
                    .findAny()
                    .orElse(ValueType.UUID);
            check(name, type, call.parameter(name));
        }
    }

    private static void known(Map<String, List<String>> given, Declaration declaration) {
        Set<String> known = declaration.parameters().stream()
                .filter(one -> one.place() == Place.QUERY)
                .map(Parameter::name)
                .collect(Collectors.toCollection(TreeSet::new));
        if (declaration.reply() instanceof Reply.Many) {
            known.addAll(ListQuery.PARAMETERS);
        }
        given.forEach((name, values) -> {
            if (!known.contains(name)) {
                throw Refusal.invalid(
                        shown(name),
                        known.isEmpty()
                                ? "is not a parameter of this route, which has none"
                                : "is not a parameter of this route, which has " + String.join(", ", known));
            }
            if (values.size() > 1 && !repeated(declaration, name)) {
                throw Refusal.invalid(name, "is given " + values.size() + " times, must be given once");
            }
        });
    }

    private static boolean repeated(Declaration declaration, String name) {
        return declaration.parameters().stream().anyMatch(one -> one.name().equals(name) && one.repeated());
    }

    private static void query(Call call, Parameter parameter) {
        Optional<String> value = call.query(parameter.name());
        if (value.isEmpty() && parameter.required()) {
            throw Refusal.invalid(
                    parameter.name(), "is missing, must be " + parameter.type().description());
        }
        call.queryAll(parameter.name()).forEach(text -> check(parameter.name(), parameter.type(), text));
    }

    private static void check(String name, ValueType type, String text) {
        type.fault(text).ifPresent(fault -> {
            throw Refusal.invalid(name, fault);
        });
    }

    /// The parameters that are not the list's own narrow it too, so a cursor belongs to them.
    private static String others(Map<String, List<String>> given) {
        return given.entrySet().stream()
                .filter(one -> !ListQuery.PARAMETERS.contains(one.getKey()))
                .map(one -> one.getKey() + "=" + one.getValue())
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private Set<String> fields(Reply.Many many, String text) {
        Set<String> known = namesByRecord.computeIfAbsent(many.attributes(), Parameters::names);
        Collection<String> wanted = Arrays.asList(text.split(",", -1));
        for (String name : wanted) {
            if (!known.contains(name)) {
                throw Refusal.invalid(
                        "fields", "names " + shown(name) + ", must be some of " + String.join(", ", known));
            }
        }
        return new LinkedHashSet<>(wanted);
    }

    /// Names of a record's parts on the wire.
    private static Set<String> names(Class<?> record) {
        var mapper = Json.mapper();
        return mapper.getSerializationConfig().introspect(mapper.constructType(record)).findProperties().stream()
                .map(one -> one.getName())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() > 80 ? line.substring(0, 80) + "..." : line;
    }
}
