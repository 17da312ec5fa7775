package io.dotmac.server.platform.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Finds the route of a request in as many steps as its path has parts, however many routes there are.
final class RouteTable {
    private final Branch root = new Branch();

    /// The route of a request.
    ///
    /// @param parameters what stands in the `{name}` parts of its path, decoded
    record Found(Route route, Map<String, String> parameters) {}

    /// All that begins with the same parts.
    private static final class Branch {
        private final Map<String, Branch> literals = new HashMap<>();

        /// What goes on behind `{name}`, by the verb that follows in the same part, the longest first.
        private final List<Hole> holes = new ArrayList<>();

        private final Map<String, Route> routes = new TreeMap<>();
        private Optional<Route> otherwise = Optional.empty();
    }

    /// A part of a path that is filled in: `{id}`, `{id}:suspend`.
    private record Hole(String name, String verb, Branch branch) {
        private static Hole of(String part) {
            int end = part.indexOf('}');
            return new Hole(part.substring(1, end), part.substring(end + 1), new Branch());
        }

        private boolean takes(String part) {
            return part.length() > verb.length() && part.endsWith(verb);
        }
    }

    /// @param routes by method and path, each once
    /// @param otherwise makes the route for all other methods of a path, from the path and the methods that it has
    RouteTable(List<Route> routes, BiFunction<String, String, Route> otherwise) {
        for (Route route : routes) {
            Branch branch = branch(route.path());
            if (branch.routes.putIfAbsent(route.method(), route) != null) {
                throw new IllegalArgumentException(route.method() + " " + route.path() + " is there twice");
            }
            branch.otherwise = Optional.of(otherwise.apply(route.path(), String.join(", ", branch.routes.keySet())));
        }
    }

    /// Empty when there is nothing at the path.
    ///
    /// @param path raw, as it came
    /// @param decode of a part that is filled in
    Optional<Found> find(String method, String path, Function<String, String> decode) {
        Map<String, String> parameters = new HashMap<>(4);
        return find(root, path, 0, parameters)
                .flatMap(
                        branch -> Optional.ofNullable(branch.routes.get(method)).or(() -> branch.otherwise))
                .map(route -> {
                    parameters.replaceAll((name, raw) -> decode.apply(raw));
                    return new Found(route, parameters);
                });
    }

    private static Optional<Branch> find(Branch branch, String path, int from, Map<String, String> parameters) {
        if (from >= path.length()) {
            return branch.otherwise.isPresent() ? Optional.of(branch) : Optional.empty();
        }
        if (path.charAt(from) != '/') {
            return Optional.empty();
        }
        int slash = path.indexOf('/', from + 1);
        int end = slash < 0 ? path.length() : slash;
        String part = path.substring(from + 1, end);
        Branch literal = branch.literals.get(part);
        if (literal != null) {
            Optional<Branch> found = find(literal, path, end, parameters);
            if (found.isPresent()) {
                return found;
            }
        }
        for (Hole hole : branch.holes) {
            if (hole.takes(part)) {
                Optional<Branch> found = find(hole.branch, path, end, parameters);
                if (found.isPresent()) {
                    parameters.put(hole.name, part.substring(0, part.length() - hole.verb.length()));
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Branch branch(String path) {
        Branch branch = root;
        for (String part : path.substring(1).split("/", -1)) {
            branch = part.startsWith("{")
                    ? hole(branch, Hole.of(part)).branch
                    : branch.literals.computeIfAbsent(part, key -> new Branch());
        }
        return branch;
    }

    private static Hole hole(Branch branch, Hole wanted) {
        for (Hole hole : branch.holes) {
            if (hole.verb.equals(wanted.verb)) {
                if (!hole.name.equals(wanted.name)) {
                    throw new IllegalArgumentException(
                            "{" + wanted.name + "} is called {" + hole.name + "} in another path");
                }
                return hole;
            }
        }
        branch.holes.add(wanted);
        branch.holes.sort((one, other) -> other.verb.length() - one.verb.length());
        return wanted;
    }
}
