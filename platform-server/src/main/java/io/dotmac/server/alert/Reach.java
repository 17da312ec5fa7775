package io.dotmac.server.alert;

import io.dotmac.model.alert.Topology;
import io.dotmac.model.alert.Uplink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// What lies behind what, of one tenant.
final class Reach {
    /// Nothing lies behind anything.
    static final Reach NONE = new Reach(Topology.NONE);

    private final Map<String, List<Uplink>> uplinks;
    private final Map<String, List<Uplink>> downlinks;

    Reach(Topology topology) {
        this.uplinks = topology.byNode();
        this.downlinks = topology.byThrough();
    }

    /// The nodes behind one, or behind what one watches, however far.
    ///
    /// @param through as in an uplink
    Set<String> behind(String through) {
        Set<String> all = new LinkedHashSet<>();
        Deque<String> todo = new ArrayDeque<>(List.of(through));
        while (!todo.isEmpty()) {
            for (Uplink one : downlinks.getOrDefault(todo.remove(), List.of())) {
                if (all.add(one.node())) {
                    todo.add(one.node());
                }
            }
        }
        return all;
    }

    /// Why a node cannot be reached: all of its uplinks are down, or lead through nodes that cannot be reached.
    ///
    /// @param down what is wrong with an uplink itself, in words
    Optional<String> cause(String node, Function<Uplink, Optional<String>> down) {
        return cause(node, down, new HashMap<>());
    }

    /// Whether a node can be reached for certain: through one uplink at least that is well, and so on.
    boolean isOpen(String node, Predicate<Uplink> well) {
        return isOpen(node, well, new HashMap<>());
    }

    private boolean isOpen(String node, Predicate<Uplink> well, Map<String, Boolean> known) {
        Boolean found = known.get(node);
        if (found == null) {
            List<Uplink> ways = uplinks.getOrDefault(node, List.of());
            found = ways.isEmpty()
                    || ways.stream().anyMatch(way -> well.test(way) && isOpen(way.through(), well, known));
            known.put(node, found);
        }
        return found;
    }

    /// @param known of nodes that were asked for already, since many ways may lead through one
    private Optional<String> cause(
            String node, Function<Uplink, Optional<String>> down, Map<String, Optional<String>> known) {
        Optional<String> found = known.get(node);
        if (found == null) {
            found = search(node, down, known);
            known.put(node, found);
        }
        return found;
    }

    private Optional<String> search(
            String node, Function<Uplink, Optional<String>> down, Map<String, Optional<String>> known) {
        Optional<String> first = Optional.empty();
        for (Uplink uplink : uplinks.getOrDefault(node, List.of())) {
            Optional<String> cause = cause(uplink.through(), down, known).or(() -> down.apply(uplink));
            if (cause.isEmpty()) {
                return Optional.empty();
            }
            first = first.or(() -> cause);
        }
        return first;
    }
}
