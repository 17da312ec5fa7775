package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.model.report.Inventory;
import io.dotmac.server.fleet.NodeRow.Observed;
import io.dotmac.server.platform.live.LiveHub.Gone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The latest states of one kind that a node told of, each with the report that brought it. For use under the lock of
/// [NodeBook].
///
/// @param <S> kind of state
final class Latest<S> {
    private final NodeId node;
    private final Shown<S> shown;
    private final Map<String, Observed<S>> byName = new TreeMap<>();
    private Optional<Position> newestComplete = Optional.empty();

    /// How states of a kind are named and shown.
    ///
    /// @param topic of their rows
    /// @param name of a state
    /// @param row of a state
    /// @param lost the state while its watcher is silent
    /// @param <S> kind of state
    record Shown<S>(Topic topic, Function<S, String> name, ToRow<S> row, WhenLost<S> lost) {}

    /// Makes a row of a state.
    ///
    /// @param <S> kind of state
    interface ToRow<S> {
        LiveRow of(S state, Instant receivedAt);
    }

    /// Makes the state that is shown while its watcher is silent.
    ///
    /// @param <S> kind of state
    interface WhenLost<S> {
        S of(S last, Instant since, Duration silence);
    }

    Latest(NodeId node, Shown<S> shown, List<Observed<S>> stored) {
        this.node = node;
        this.shown = shown;
        stored.forEach(one -> byName.put(one.name(), one));
    }

    Collection<Observed<S>> all() {
        return byName.values();
    }

    int size() {
        return byName.size();
    }

    /// Takes a part of a report over; what is older than what is known changes nothing.
    ///
    /// @param everything whether to show all rows and not just those of the part
    NodeEntry.Changes apply(Inventory.Part<S> part, Arrival arrival, boolean everything) {
        Position position = arrival.position();
        if (newestComplete.isPresent() && !position.isAfter(newestComplete.get())) {
            return new NodeEntry.Changes(everything ? rows() : List.of(), List.of());
        }
        Set<String> told = merge(part.states(), arrival);
        List<String> gone = new ArrayList<>(remove(Set.copyOf(part.gone()), position));
        if (part.complete()) {
            newestComplete = Optional.of(position);
            gone.addAll(remove(absent(told), position));
        }
        List<LiveRow> rows = byName.values().stream()
                .filter(one -> everything || told.contains(one.name()))
                .map(this::row)
                .toList();
        return new NodeEntry.Changes(
                rows,
                gone.stream()
                        .map(name -> new Gone(shown.topic, node + "/" + name))
                        .toList());
    }

    /// All rows.
    List<LiveRow> rows() {
        return byName.values().stream().map(this::row).toList();
    }

    /// All rows while the watcher is silent.
    List<LiveRow> lost(Instant since, Duration silence) {
        return byName.values().stream()
                .map(one -> shown.row.of(shown.lost.of(one.state(), since, silence), one.receivedAt()))
                .toList();
    }

    private LiveRow row(Observed<S> one) {
        return shown.row.of(one.state(), one.receivedAt());
    }

    private Set<String> merge(List<S> reported, Arrival arrival) {
        Position position = arrival.position();
        for (S state : reported) {
            String name = shown.name.apply(state);
            Observed<S> last = byName.get(name);
            if (last == null || position.isAfter(last.position())) {
                byName.put(name, new Observed<>(name, state, position, arrival.receivedAt()));
            }
        }
        return reported.stream().map(shown.name).collect(Collectors.toSet());
    }

    private Set<String> absent(Set<String> told) {
        return byName.keySet().stream().filter(name -> !told.contains(name)).collect(Collectors.toSet());
    }

    private List<String> remove(Set<String> names, Position position) {
        List<String> gone = names.stream()
                .map(byName::get)
                .filter(one -> one != null && position.isAfter(one.position()))
                .map(Observed::name)
                .toList();
        gone.forEach(byName::remove);
        return gone;
    }
}
